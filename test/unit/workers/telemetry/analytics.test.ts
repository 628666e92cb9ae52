// Totals for Analytics Engine, into a data set that keeps to the limits that Cloudflare documents.
import { describe, expect, test } from "vitest";
import { openStore as openInside } from "../../../../src/store/store.ts";
import { createAnalytics, type Dataset } from "../../../../src/workers/telemetry/analytics.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { memorySql, NOW_MS, updateOf } from "../../../support/store.ts";

type Point = Parameters<Dataset["writeDataPoint"]>[0];

/** Refuses what Cloudflare would drop without a word. */
function dataset() {
  const points: Point[] = [];
  let room = 250;
  return {
    points,
    /** Another invocation begins. */
    next() {
      room = 250;
    },
    writeDataPoint(point: Point) {
      const bytes = (text: string) => new TextEncoder().encode(text).length;
      if (room-- <= 0) throw new Error("more than 250 points in one invocation");
      if (point.indexes.length !== 1 || bytes(point.indexes[0] ?? "") > 96)
        throw new Error("index");
      if (
        point.blobs.length > 20 ||
        point.blobs.reduce((sum, blob) => sum + bytes(blob), 0) > 16_384
      )
        throw new Error("blobs");
      if (point.doubles.length > 20 || !point.doubles.every(Number.isFinite))
        throw new Error("doubles");
      points.push(point);
    },
  };
}

function opened() {
  const kept = dataset();
  const analytics = createAnalytics(kept);
  const clock = manualClock(NOW_MS);
  const { store, flush } = openInside(memorySql(), { clock, onCommit: analytics.note });
  const send = (data: Record<string, unknown>, app = "shop", timestampMs = NOW_MS) => {
    const timestamp = new Date(timestampMs).toISOString();
    void store.accept(updateOf(data as never, { timestamp }), NOW_MS, NOW_MS, app);
    flush();
  };
  return { kept, analytics, send };
}

const MINUTE = Math.floor(NOW_MS / 60_000) * 60;

describe("totals for Analytics Engine", () => {
  test("are one point for each key and minute of what has come since the last ones", () => {
    const { kept, analytics, send } = opened();
    send({ a: 2, who: [{ value: "x", count: 3 }] });
    send({ a: 5 });
    send({ a: 7 }, "other", NOW_MS - 60_000);
    expect(analytics.flush()).toBe(false);
    expect(kept.points).toEqual([
      { indexes: ["shop/a"], blobs: ["shop", "a", "count"], doubles: [7, MINUTE] },
      { indexes: ["shop/who"], blobs: ["shop", "who", "set"], doubles: [3, MINUTE] },
      { indexes: ["other/a"], blobs: ["other", "a", "count"], doubles: [7, MINUTE - 60] },
    ]);
    kept.points.length = 0;
    send({ a: 1 });
    analytics.flush();
    expect(kept.points.map(({ doubles }) => doubles)).toEqual([[1, MINUTE]]);
    analytics.flush();
    expect(kept.points).toHaveLength(1);
  });

  test("say nothing of what came to nothing", () => {
    const { kept, analytics, send } = opened();
    send({ a: 2 });
    send({ a: -2, zero: 0 });
    analytics.flush();
    expect(kept.points.map(({ blobs }) => blobs[1])).toEqual(["a"]);
    expect(kept.points[0]?.doubles[0]).toBe(0);
  });

  test("are as many as one invocation may write, and the rest with the next", () => {
    const { kept, analytics, send } = opened();
    send(Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`k${i}`, 1])));
    const more: boolean[] = [];
    for (let i = 0; i < 3; i += 1) {
      kept.next();
      more.push(analytics.flush());
    }
    expect(more).toEqual([true, true, false]);
    expect(new Set(kept.points.map(({ blobs }) => blobs[1])).size).toBe(600);
  });

  test("have names that fit, cut between characters", () => {
    const { kept, analytics, send } = opened();
    send({ ["ü😀".repeat(300)]: 1 });
    analytics.flush();
    const [{ indexes, blobs }] = kept.points as [Point];
    expect(indexes[0]).toMatch(/^shop\/(ü😀)+ü?$/);
    expect(blobs[1]?.isWellFormed()).toBe(true);
  });
});
