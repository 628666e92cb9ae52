// What every `Storage` keeps: a table of sentences without a runner, for every platform that has one.
import type { Storage } from "../../src/core/ports.ts";

/** What was seen, and what should be: pages have no `node:assert`. */
type Seen = Promise<[actual: unknown, expected: unknown]>;

/** Each check is given a storage that holds nothing. */
export const storageContract: Record<string, (storage: Storage) => Seen> = {
  "knows nothing at first": async (storage) => [
    [await storage.get("a"), await storage.keys("")],
    [undefined, []],
  ],
  "returns what was written": async (storage) => {
    const value = { n: 1.5, s: "ü😀\u0000", b: false, z: null, list: [[], {}], deep: { "": [0] } };
    await storage.write({ a: value });
    return [await storage.get("a"), value];
  },
  "tells falsy values from nothing": async (storage) => {
    const values = [0, "", false, null];
    for (const [at, value] of values.entries()) await storage.write({ [`k${at}`]: value });
    return [await Promise.all(values.map((_, at) => storage.get(`k${at}`))), values];
  },
  "keeps members that are named like those of every object": async (storage) => {
    const text = '{"__proto__":1,"constructor":2,"toString":3}';
    await storage.write(JSON.parse(`{"__proto__":${text}}`));
    return [
      [JSON.stringify(await storage.get("__proto__")), await storage.keys("_")],
      [text, ["__proto__"]],
    ];
  },
  "keeps the order of members, so that a text made of them stays the same": async (storage) => {
    const text = '{"b":1,"a":{"z":1,"y":2}}';
    await storage.write({ a: JSON.parse(text) });
    return [JSON.stringify(await storage.get("a")), text];
  },
  "puts a second value over the first": async (storage) => {
    await storage.write({ a: { old: true } });
    await storage.write({ a: 2 });
    return [
      [await storage.get("a"), await storage.keys("a")],
      [2, ["a"]],
    ];
  },
  "forgets what is deleted, and nothing else": async (storage) => {
    await storage.write({ a: 1 });
    await storage.write({ ab: 2 });
    await storage.write({ a: undefined });
    await storage.write({ "never there": undefined });
    return [
      [await storage.get("a"), await storage.keys("")],
      [undefined, ["ab"]],
    ];
  },
  "writes several at once, and deletes what is undefined": async (storage) => {
    await storage.write({ a: 1, b: 2 });
    await storage.write({ a: undefined, b: 3, c: 4 });
    return [await Promise.all(["a", "b", "c"].map((key) => storage.get(key))), [undefined, 3, 4]];
  },
  "lists the keys with a prefix, in code unit order": async (storage) => {
    const keys = ["sealed/b/1", "sealed/a/10", "sealed/a/2", "sealed", "sealed/", "sealedX", "z"];
    for (const key of keys) await storage.write({ [key]: key });
    return [await storage.keys("sealed/"), ["sealed/", "sealed/a/10", "sealed/a/2", "sealed/b/1"]];
  },
  "takes verbs at once and lets the last win": async (storage) => {
    await Promise.all([1, 2, 3].map((value) => storage.write({ a: value })));
    await Promise.all([storage.write({ b: 1 }), storage.write({ b: undefined })]);
    return [
      [await storage.get("a"), await storage.get("b")],
      [3, undefined],
    ];
  },
};
