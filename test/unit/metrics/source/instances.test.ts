// Who is behind a source.
import { describe, expect, test, vi } from "vitest";
import {
  MAX_LOOKUPS,
  MAX_SOURCES,
  SOURCE_IDLE_MS,
  SOURCE_LOOKUP_MS,
  SOURCE_NEGATIVE_TTL_MS,
  SOURCE_TTL_MS,
} from "../../../../src/core/metric-limits.ts";
import { createInstances, type Lookup } from "../../../../src/metrics/source/instances.ts";
import { manualClock } from "../../../support/manual-clock.ts";

const settled = () => new Promise((done) => setTimeout(done));

function start(lookup: Lookup) {
  const clock = manualClock(1_000_000);
  const tell = vi.fn();
  const asked = vi.fn(lookup);
  const instances = createInstances({ lookup: asked, clock, tell });
  /** Lets answers grow old while their source is used. */
  const use = (source: string, ms: number) => {
    for (let left = ms; left > 0; left -= SOURCE_IDLE_MS) {
      clock.advance(Math.min(left, SOURCE_IDLE_MS));
      void instances.find(source);
    }
  };
  return { clock, tell, asked, use, ...instances };
}

describe("a source", () => {
  test("is asked once, and then known", async () => {
    const { find, asked, counts } = start(async () => ({ source: "i-1" }));
    const first = find("h");
    expect(find("h")).toBe(first);
    expect(await first).toEqual({ source: "i-1" });
    expect(find("h")).toEqual({ source: "i-1" });
    expect(asked).toHaveBeenCalledOnce();
    expect(counts()).toMatchObject({ hits: 1, misses: 2, positive: 1, negative: 0, sources: 1 });
  });

  test("is asked again when its time is over, and counts as what it was until then", async () => {
    let answer = "i-1";
    const { find, asked, use, counts } = start(async () => ({ source: answer }));
    await find("h");
    answer = "i-2";
    use("h", SOURCE_TTL_MS - 1);
    expect(asked).toHaveBeenCalledOnce();
    use("h", 1);
    expect(find("h")).toEqual({ source: "i-1" });
    await settled();
    expect(find("h")).toEqual({ source: "i-2" });
    expect(asked).toHaveBeenCalledTimes(2);
    expect(counts()).toMatchObject({ positive: 1, refreshPositive: 1 });
  });

  test.each<[string, Lookup]>([
    ["nobody knows it any more", () => null],
    [
      "asking fails",
      () => {
        throw new Error("no");
      },
    ],
  ])("stays what it was when %s, and is asked again soon", async (_, fail) => {
    let lookup: Lookup = () => ({ tags: ["a"] });
    const { find, asked, use, counts } = start((...of) => lookup(...of));
    await find("h");
    lookup = fail;
    use("h", SOURCE_TTL_MS);
    await settled();
    expect(find("h")).toEqual({ tags: ["a"] });
    expect(counts().refreshNegative).toBe(1);
    use("h", SOURCE_NEGATIVE_TTL_MS);
    expect(asked).toHaveBeenCalledTimes(3);
  });

  test("that nobody knows is asked again after a minute", async () => {
    const { find, asked, clock } = start(() => null);
    expect(await find("h")).toBeNull();
    expect(find("h")).toBeNull();
    clock.advance(SOURCE_NEGATIVE_TTL_MS);
    expect(find("h")).toBeNull();
    await settled();
    expect(asked).toHaveBeenCalledTimes(2);
  });

  test("that sends nothing is forgotten", async () => {
    const { find, asked, clock, counts } = start(() => ({}));
    await find("idle");
    await find("busy");
    clock.advance(SOURCE_IDLE_MS);
    find("busy");
    clock.advance(SOURCE_IDLE_MS);
    find("busy");
    expect(counts().sources).toBe(1);
    await find("idle");
    expect(asked).toHaveBeenCalledTimes(3);
  });

  test("is nobody's when too many are known", async () => {
    const { find, asked } = start(() => ({ source: "i" }));
    await Promise.all(Array.from({ length: MAX_SOURCES }, (_, index) => find(`h${index}`)));
    expect(find("one more")).toBeNull();
    expect(asked).toHaveBeenCalledTimes(MAX_SOURCES);
  });
});

test("so many are asked at a time; who does not answer, or waits too long, is nobody", async () => {
  const signals: AbortSignal[] = [];
  const { find, asked, clock, tell } = start((_, signal) => {
    signals.push(signal);
    return new Promise(() => {});
  });
  const all = Array.from({ length: 2 * MAX_LOOKUPS }, (_, index) => find(`h${index}`));
  await settled();
  expect(asked).toHaveBeenCalledTimes(MAX_LOOKUPS);
  clock.advance(SOURCE_LOOKUP_MS);
  expect(await Promise.all(all)).toEqual(all.map(() => null));
  expect(asked).toHaveBeenCalledTimes(MAX_LOOKUPS);
  expect(signals.every(({ aborted }) => aborted)).toBe(true);
  expect(tell).toHaveBeenCalledTimes(2 * MAX_LOOKUPS);
  expect(tell.mock.calls[0]?.[0]).toMatchObject({
    code: "source",
    message: '"h0" was not looked up',
  });
  find("free lanes");
  await settled();
  expect(asked).toHaveBeenCalledTimes(MAX_LOOKUPS + 1);
});
