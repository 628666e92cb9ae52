// Last values of an instance, as a batch takes them in.
import { expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { MAX_VALUE_CHARS } from "../../../src/core/store-limits.ts";
import { emptyBatch, instanceIn } from "../../../src/store/batch.ts";
import { hold } from "../../../src/store/hold.ts";
import { newInstance } from "../../../src/store/instance.ts";
import { knownApp, NOW_MS } from "../../support/store.ts";

function open() {
  const additions = instanceIn(emptyBatch(), newInstance("i"), knownApp(), NOW_MS);
  const put = (value: Json, wasSet: boolean, laterMs = 0) =>
    hold(additions, "k", value, wasSet, NOW_MS + laterMs);
  return { additions, put, held: () => additions.values.get("k") };
}

test("a value is kept as a whole", () => {
  const { put, held } = open();
  put("text", true);
  expect(held()).toEqual({ whole: { value: '"text"', at: NOW_MS }, fields: undefined });
  put([1], true, 5);
  expect(held()?.whole).toEqual({ value: "[1]", at: NOW_MS + 5 });
});

test("an object that was set is kept by its fields, in place of all before", () => {
  const { put, held } = open();
  put({ old: 1 }, false);
  put({ a: 1, b: { c: 2 } }, true, 5);
  expect(held()).toEqual({
    whole: { value: null, at: NOW_MS + 5 },
    fields: new Map([
      ["a", { value: "1", at: NOW_MS + 5 }],
      ["b", { value: '{"c":2}', at: NOW_MS + 5 }],
    ]),
  });
});

test("what is known already is not written again in the same minute", () => {
  const { additions, put } = open();
  const isWritten = (value: Json, wasSet: boolean, laterMs: number) => {
    additions.values.clear();
    put(value, wasSet, laterMs);
    return additions.values.size > 0;
  };
  expect(isWritten({ a: 1 }, false, 0)).toBe(true);
  expect(isWritten({ a: 1 }, false, 1)).toBe(false);
  expect(isWritten({ a: 1, b: 1 }, false, 2)).toBe(true);
  expect(isWritten({ a: 1 }, true, 3)).toBe(true);
  expect(isWritten({ a: 1 }, true, 4)).toBe(false);
  // The object took field b away.
  expect(isWritten({ b: 1 }, false, 5)).toBe(true);
  expect(isWritten({ a: 1 }, true, 6)).toBe(true);
  expect(isWritten({ a: 1 }, true, 60_000)).toBe(true);
});

test("fields without a name, beyond the limit, or that the database would change are counted", () => {
  const { put, held } = open();
  const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`f${i}`, i]));
  expect(put(many, false)).toBe(6);
  expect(held()?.fields?.size).toBe(64);
  expect(put({ "": 1, "\ud800": 1, "a\0b": 1, ok: 1 }, false)).toBe(3);
  expect(put("text", true)).toBe(0);
});

test("a value longer than an update is not kept, nor is such a field", () => {
  const { put, held } = open();
  const long = "x".repeat(MAX_VALUE_CHARS);
  put(long, true);
  put({ long }, false);
  expect(held()).toBeUndefined();
});

test("fields with long names are kept, the newest of each, and not remembered", () => {
  const { additions, put, held } = open();
  const name = "n".repeat(MAX_VALUE_CHARS);
  put({ [name]: 2 }, false, 5);
  put({ [name]: 1 }, false);
  expect(held()?.fields?.get(name)).toEqual({ value: "2", at: NOW_MS + 5 });
  expect(additions.known.held.size).toBe(0);
});
