// What one update says, before it has a number.
import { describe, expect, test } from "vitest";
import * as buffer from "../../../src/collector/buffer.ts";
import { type Entry, pack, toLoad } from "../../../src/collector/load.ts";
import { utf8Bytes } from "../../../src/transport/budget.ts";

function entries(fill: (held: buffer.Buffer) => void): Entry[] {
  const held: buffer.Buffer = {
    cells: new Map(),
    items: 0,
    maxItems: 1e6,
    never: new Set(),
    off: new Set(),
    stopped: false,
  };
  fill(held);
  return [...held.cells];
}

test("no cells say nothing", () => {
  expect(toLoad([])).toStrictEqual({});
  expect(pack([], 100)).toStrictEqual([{}]);
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

describe("what is too large for one load", () => {
  test("is spread over several that are not, keys in order", () => {
    const cells = entries((held) => {
      for (let at = 0; at < 100; at++) buffer.add(held, `key${at}`, at);
    });
    const loads = pack(cells, 200);
    expect(loads.length).toBeGreaterThan(5);
    for (const load of loads) expect(utf8Bytes(JSON.stringify(load))).toBeLessThanOrEqual(200);
    expect(loads.flatMap(({ data }) => Object.entries(data ?? {}))).toEqual(
      cells.map(([key, { count }]) => [key, count]),
    );
    expect(loads.reduce((sum, { calls = 0 }) => sum + calls, 0)).toBe(100);
  });

  test("by one key alone, is that key alone, whole", () => {
    const loads = pack(
      entries((held) => {
        buffer.add(held, "before", 1);
        for (let at = 0; at < 50; at++) buffer.append(held, "list", `element ${at}`);
        buffer.add(held, "after", 1);
      }),
      200,
    );
    expect(loads.map(({ data }) => Object.keys(data ?? {}))).toEqual([
      ["before"],
      ["list"],
      ["after"],
    ]);
    expect(loads.map(({ calls }) => calls)).toEqual([1, 50, 1]);
  });

  test("is measured in UTF-8, not in characters", () => {
    const cells = entries((held) => {
      for (let at = 0; at < 10; at++) buffer.set(held, `k${at}`, "€".repeat(50));
    });
    for (const load of pack(cells, 400)) {
      expect(utf8Bytes(JSON.stringify(load))).toBeLessThanOrEqual(400);
    }
  });
});
