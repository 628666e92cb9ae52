// Where instances are at home.
import { describe, expect, test } from "vitest";
import { homeOf, ROOT, shardNames } from "../../../../src/workers/telemetry/home.ts";

const IDS = Array.from({ length: 10_000 }, (_, at) => `instance-${at}`);

function countsOf(shards: number): number[] {
  const counts = new Map<string, number>();
  for (const id of IDS) {
    const home = homeOf(id, shards);
    counts.set(home, (counts.get(home) ?? 0) + 1);
  }
  return shardNames([shards]).map((name) => counts.get(name) ?? 0);
}

describe("the home of an instance", () => {
  test.each([[1], [0]])("is the root where there are %i shards", (shards) => {
    expect(new Set(IDS.map((id) => homeOf(id, shards)))).toEqual(new Set([ROOT]));
  });

  test.each([[2], [5], [16], [100]])("is as likely each of %i shards", (shards) => {
    const counts = countsOf(shards);
    const mean = IDS.length / shards;
    const chiSquare = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(IDS.length);
    // Its mean is one less than there are shards; four standard deviations above that is one case in ten thousand.
    expect(chiSquare).toBeLessThan(shards - 1 + 4 * Math.sqrt(2 * (shards - 1)));
  });

  test.each([
    [1, 2],
    [2, 3],
    [2, 5],
    [5, 16],
    [16, 100],
  ])("with more shards, %i and then %i, is the one before or a new one", (few, many) => {
    const former = new Set(few === 1 ? [] : shardNames([few]));
    let moved = 0;
    for (const id of IDS) {
      const home = homeOf(id, many);
      if (home === homeOf(id, few)) continue;
      moved += 1;
      expect(former).not.toContain(home);
    }
    const due = few === 1 ? IDS.length : IDS.length * (1 - few / many);
    expect(Math.abs(moved - due)).toBeLessThan(0.05 * IDS.length);
  });

  // Another answer would let instances look for their accounts in the wrong place.
  test.each([
    ["", 4, "shard-1"],
    ["i", 2, "shard-1"],
    ["0b6cfa22-0d4c-41e8-b11b-7a0058e13201", 2, "shard-1"],
    ["0b6cfa22-0d4c-41e8-b11b-7a0058e13201", 16, "shard-7"],
    ["größe", 100, "shard-73"],
    ["half \ud800", 100, "shard-92"],
  ])("of '%s' among %i is %s in each release", (id, shards, home) => {
    expect(homeOf(id, shards)).toBe(home);
  });
});

describe("the names of shards", () => {
  test.each([
    [[1], []],
    [[0, 1], []],
    [[2], ["shard-0", "shard-1"]],
    [
      [1, 3, 2],
      ["shard-0", "shard-1", "shard-2"],
    ],
  ])("of the counts %j are %j", (counts, names) => {
    expect(shardNames(counts)).toEqual(names);
  });
});
