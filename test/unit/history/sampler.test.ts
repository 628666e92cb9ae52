// The loop that samples.
import { describe, expect, test } from "vitest";
import type { Clock } from "../../../src/core/ports.ts";
import type { Sample } from "../../../src/core/sample.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import { createSampler, type Readings, type SamplerOptions } from "../../../src/history/sampler.ts";
import { fakeClock, START_MS, settled } from "../../support/clock.ts";

const START = START_MS / 1000;
const MINUTE = 60_000;

/** A sampler that begins 12.5 s after a full minute, and what becomes of it. */
function open(read: () => unknown, options: Partial<SamplerOptions> = {}) {
  const clock = fakeClock(START_MS + 12_500);
  const recorded: [host: string, sample: Sample][] = [];
  const told: { code: string; cause: unknown }[] = [];
  const sampler = createSampler({
    history: {
      record: (host, sample) => recorded.push([host, sample]),
      flush: async () => {},
    },
    read: read as () => Readings,
    clock,
    onError: ({ code, cause }) => told.push({ code, cause }),
    ...options,
  });
  const times = () => recorded.map(([, { ts }]) => ts - START);
  return { clock, recorded, sampler, times, told };
}

/** A source that answers when it is told to. */
function slowSource() {
  const waiting: { resolve(readings: Readings): void; reject(error: unknown): void }[] = [];
  return {
    waiting,
    read: () => new Promise<Readings>((resolve, reject) => waiting.push({ resolve, reject })),
  };
}

const backend = (requests: number, failures = 0) => ({
  statistics: { requests, failures, latencies: 1, p99Us: 2_500 },
  health: "Healthy",
});

describe("the loop", () => {
  test("collects at once and then on every full minute", async () => {
    const { clock, sampler, times } = open(() => ({ h: { n: 1 } }));
    sampler.start();
    await settled();
    expect(times()).toEqual([12]);
    await clock.advance(47_499);
    expect(times()).toEqual([12]);
    await clock.advance(1);
    expect(times()).toEqual([12, 60]);
    await clock.advance(3 * MINUTE);
    expect(times()).toEqual([12, 60, 120, 180, 240]);
  });

  test.each([
    [1_000, [12, 13, 14, 15]],
    [2_500, [12, 15, 17, 20]],
    [45_000, [12, 45, 90, 135]],
  ])("aligns an interval of %i ms to itself", async (intervalMs, expected) => {
    const { clock, sampler, times } = open(() => ({ h: { n: 1 } }), { intervalMs });
    sampler.start();
    await clock.advance(3 * intervalMs);
    expect(times()).toEqual(expected);
  });

  test("waits a whole interval when it begins on a full one", async () => {
    const { clock, sampler, times } = open(() => ({ h: { n: 1 } }));
    await clock.advance(47_500);
    sampler.start();
    await clock.advance(MINUTE - 1);
    expect(times()).toEqual([60]);
  });

  test("started twice is one loop", async () => {
    const { clock, sampler, times } = open(() => ({ h: { n: 1 } }));
    sampler.start();
    sampler.start();
    await clock.advance(MINUTE);
    sampler.start();
    await clock.advance(MINUTE);
    expect(times()).toEqual([12, 60, 120]);
    expect(clock.waits()).toHaveLength(1);
  });

  test("stopped twice, or before it was started, does nothing", async () => {
    const { clock, sampler, times } = open(() => ({ h: { n: 1 } }));
    await sampler.stop();
    sampler.start();
    await clock.advance(MINUTE);
    await sampler.stop();
    await sampler.stop();
    expect(clock.waits()).toEqual([]);
    await clock.advance(5 * MINUTE);
    expect(times()).toEqual([12, 60]);
  });

  test("can be started again", async () => {
    const { clock, sampler, times } = open(() => ({ h: { n: 1 } }));
    sampler.start();
    await settled();
    await sampler.stop();
    await clock.advance(MINUTE);
    sampler.start();
    await clock.advance(MINUTE);
    expect(times()).toEqual([12, 72, 120]);
    expect(clock.waits()).toHaveLength(1);
  });

  test("skips what falls due while a collection is under way, and stays aligned", async () => {
    const { read, waiting } = slowSource();
    const { clock, sampler, times } = open(read);
    sampler.start();
    await clock.advance(2.5 * MINUTE);
    expect(waiting).toHaveLength(1);
    waiting[0]?.resolve({ h: { n: 1 } });
    await clock.advance(17_499);
    expect(waiting).toHaveLength(1);
    await clock.advance(1);
    expect(waiting).toHaveLength(2);
    waiting[1]?.resolve({ h: { n: 1 } });
    await settled();
    expect(times()).toEqual([12, 180]);
  });

  test("records what was under way before stop resolves, and nothing after it", async () => {
    const { read, waiting } = slowSource();
    const { clock, sampler, times } = open(read);
    sampler.start();
    await settled();
    let isStopped = false;
    const stopped = sampler.stop().then(() => {
      isStopped = true;
    });
    await clock.advance(MINUTE);
    expect(isStopped).toBe(false);
    waiting[0]?.resolve({ h: { n: 1 } });
    await stopped;
    expect(times()).toEqual([12]);
    expect(clock.waits()).toEqual([]);
  });

  test("never runs beside itself, also when it is started again before it has ended", async () => {
    const { read, waiting } = slowSource();
    const { clock, sampler, times } = open(read);
    sampler.start();
    await settled();
    const stopped = sampler.stop();
    sampler.start();
    await clock.advance(MINUTE);
    expect(waiting).toHaveLength(1);
    waiting[0]?.resolve({ h: { n: 1 } });
    await stopped;
    await clock.advance(MINUTE);
    expect(waiting).toHaveLength(2);
    expect(times()).toEqual([12]);
  });

  test("can be stopped and started by its source", async () => {
    let reads = 0;
    const { clock, sampler } = open(() => {
      reads += 1;
      void sampler.stop();
      sampler.start();
      return {};
    });
    sampler.start();
    await clock.advance(MINUTE);
    expect(reads).toBe(2);
    expect(clock.waits()).toHaveLength(1);
  });

  test("does not take a timer for the time", async () => {
    const clock = fakeClock(START_MS);
    const early: Clock = { ...clock, after: (ms, run) => clock.after(Math.min(ms, 59_999), run) };
    const { sampler, times } = open(() => ({ h: { n: 1 } }), { clock: early });
    sampler.start();
    await clock.advance(2 * MINUTE);
    expect(times()).toEqual([0, 60, 120]);
  });

  test("goes on within an interval when the clock was set back", async () => {
    const clock = fakeClock(START_MS);
    let offsetMs = 0;
    const set: Clock = { ...clock, now: () => clock.now() + offsetMs };
    const { sampler, times } = open(() => ({ h: { n: 1 } }), { clock: set });
    sampler.start();
    await settled();
    offsetMs = -3_630_000;
    await clock.advance(1.5 * MINUTE);
    expect(times()).toEqual([0, -3_570, -3_540]);
  });

  test("keeps no Node process", async () => {
    const awaited: unknown[] = [];
    const clock = fakeClock();
    const watched: Clock = {
      ...clock,
      after(ms, run, isAwaited) {
        awaited.push(isAwaited);
        return clock.after(ms, run);
      },
    };
    const { sampler } = open(() => ({}), { clock: watched });
    sampler.start();
    await clock.advance(MINUTE);
    expect(awaited).toEqual([undefined, undefined]);
  });

  test.each([0, 999, -60_000, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses an interval of %d ms",
    (intervalMs) => {
      expect(() => open(() => ({}), { intervalMs })).toThrow(
        expect.objectContaining({
          code: "bad-option",
          message: `intervalMs is ${intervalMs}; it must be at least 1000`,
        }),
      );
    },
  );
});

describe("a collection", () => {
  test.each([
    ["a record", { b: { n: 1 }, a: { n: 2 } }],
    [
      "a map",
      new Map([
        ["b", { n: 1 }],
        ["a", { n: 2 }],
      ]),
    ],
  ])("takes gauges of %s as they are", async (_, readings) => {
    const { sampler, recorded } = open(async () => readings);
    sampler.start();
    await settled();
    expect(recorded).toEqual([
      ["b", { n: 1, ts: START + 12 }],
      ["a", { n: 2, ts: START + 12 }],
    ]);
  });

  test("gives all its samples the time at which it began", async () => {
    const { read, waiting } = slowSource();
    const { clock, sampler, recorded } = open(read);
    sampler.start();
    await clock.advance(5_000);
    waiting[0]?.resolve({ gauges: { n: 1, ts: 7 }, counters: [backend(1)] });
    await settled();
    expect(recorded.map(([, { ts }]) => ts)).toEqual([START + 12, START + 12]);
  });

  test("makes rates of counters, by host", async () => {
    const readings = [
      { a: [backend(100), backend(200, 10)], b: [backend(5_000, 7)] },
      { a: [backend(400), backend(475, 20)], b: [backend(5_950, 7)] },
      { a: [backend(460), backend(475, 20)], b: [backend(60, 30)] },
    ];
    const { clock, sampler, recorded } = open(() => readings.shift());
    sampler.start();
    await clock.advance(2 * MINUTE);
    const rates = (host: string) =>
      recorded.filter(([name]) => name === host).map(([, found]) => found["requests_sec"]);
    expect(rates("a")).toEqual([0, 575 / 47.5, 1]);
    // A counter that fell started anew.
    expect(rates("b")).toEqual([0, 20, 0]);
    expect(recorded[2]).toEqual([
      "a",
      {
        ts: START + 60,
        requests_sec: 575 / 47.5,
        p99_ms: 2.5,
        error_rate: (10 / 575) * 100,
        active_backends: 2,
      },
    ]);
  });

  test("forgets the totals of hosts that are gone", async () => {
    const readings = [{ h: [backend(100)] }, {}, { h: [backend(700)] }, { h: [backend(760)] }];
    const { clock, sampler, recorded } = open(() => readings.shift());
    sampler.start();
    await clock.advance(3 * MINUTE);
    expect(recorded.map(([, found]) => found["requests_sec"])).toEqual([0, 0, 1]);
  });

  test("remembers totals while it is stopped", async () => {
    const readings = [{ h: [backend(100)] }, { h: [backend(220)] }];
    const { clock, sampler, recorded } = open(() => readings.shift());
    sampler.start();
    await sampler.stop();
    await clock.advance(2 * MINUTE);
    sampler.start();
    await settled();
    expect(recorded.at(-1)?.[1]["requests_sec"]).toBe(1);
  });

  test("fits into a history, however many hosts it has", async () => {
    const clock = fakeClock(START_MS + 12_500);
    const history = memoryHistory({ clock });
    const hosts = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`h${n}`, { n }]));
    const { sampler } = open(() => hosts, { clock, history });
    sampler.start();
    await clock.advance(MINUTE);
    expect(history.dropped()).toEqual({});
    expect(await history.hosts()).toHaveLength(1_000);
  });

  test("goes on although the history cannot write", async () => {
    const recorded: string[] = [];
    const history = {
      record: (host: string) => void recorded.push(host),
      flush: () => Promise.reject(new Error("disk full")),
    };
    const hosts = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`h${n}`, { n }]));
    const { sampler, told } = open(() => hosts, { history });
    sampler.start();
    await settled();
    expect(recorded).toHaveLength(250);
    expect(told).toEqual([]);
  });
});

describe("a collection that fails", () => {
  const failure = new Error("no route to host");
  test.each([
    ["throws", () => Promise.reject(failure), failure],
    [
      "throws at once",
      () => {
        throw failure;
      },
      failure,
    ],
    ["reads nothing", () => undefined, expect.any(TypeError)],
    ["reads nothing of a host", () => ({ a: { n: 1 }, b: null }), new TypeError('"b" reads null')],
    ["reads no object of a host", () => ({ a: { n: 1 }, b: 7 }), new TypeError('"b" reads 7')],
    ["reads no backend of a host", () => ({ a: { n: 1 }, b: [null] }), expect.any(TypeError)],
  ])("as the source %s records nothing, tells it once and goes on", async (_, broken, cause) => {
    let isBroken = true;
    const { clock, sampler, times, told } = open(() => (isBroken ? broken() : { h: { n: 1 } }));
    sampler.start();
    await settled();
    expect(told).toEqual([{ code: "source", cause }]);
    await clock.advance(MINUTE);
    expect(told).toHaveLength(2);
    isBroken = false;
    await clock.advance(MINUTE);
    expect(told).toHaveLength(2);
    expect(times()).toEqual([120]);
  });

  test("keeps the totals for the next", async () => {
    const readings = [{ h: [backend(100)] }, null, { h: [backend(1_175)] }];
    const { clock, sampler, recorded } = open(() => readings.shift());
    sampler.start();
    await clock.advance(2 * MINUTE);
    expect(recorded.map(([, found]) => found["requests_sec"])).toEqual([0, 10]);
  });

  test("is survived when the listener fails, too, and when there is none", async () => {
    const broken = () => {
      throw failure;
    };
    for (const onError of [broken, undefined]) {
      let reads = 0;
      const read = () => {
        reads += 1;
        throw failure;
      };
      const clock = fakeClock();
      const history = memoryHistory({ clock });
      const sampler = createSampler({ history, read, clock, ...(onError && { onError }) });
      sampler.start();
      await clock.advance(MINUTE);
      await sampler.stop();
      expect(reads).toBe(2);
    }
  });
});
