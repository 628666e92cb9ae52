// What one update says, before it has a number.
import { expect, test } from "vitest";
import * as buffer from "../../../src/collector/buffer.ts";
import { type Entry, toLoad } from "../../../src/collector/load.ts";
import { emptyBuffer } from "../../support/buffer.ts";

function entries(fill: (held: buffer.Buffer) => void): Entry[] {
  const held = emptyBuffer();
  fill(held);
  return [...held.cells];
}

test("no cells say nothing", () => {
  expect(toLoad([])).toStrictEqual({});
});

test("keys that were set are named, so that the server replaces and does not add", () => {
  const load = toLoad(
    entries((held) => {
      buffer.set(held, "number", 5);
      buffer.set(held, "list", [1]);
      buffer.add(held, "n", 1);
      buffer.append(held, "l", 1);
      buffer.appendUnique(held, "s", 1);
      buffer.setNested(held, "m", "a", 1);
    }),
  );
  expect(load).toEqual({
    data: { number: 5, list: [1], n: 1, l: [1], s: [{ value: 1, count: 1 }], m: { a: 1 } },
    set_keys: ["number", "list"],
    calls: 6,
  });
});

test("a key that was set and then counted up or extended is one that adds", () => {
  const load = toLoad(
    entries((held) => {
      buffer.set(held, "n", 5);
      buffer.add(held, "n", 1);
      buffer.set(held, "l", [1]);
      buffer.append(held, "l", 2);
    }),
  );
  expect(load.data).toEqual({ n: 6, l: [1, 2] });
  expect(load.set_keys ?? []).toEqual([]);
});
