import { describe, expect, test } from "vitest";
import type { Clock } from "../../../src/core/ports.ts";
import { createRhythm, type Rhythm, type RhythmOptions } from "../../../src/core/rhythm.ts";
import { fakeClock, settled } from "../../support/clock.ts";

/** A rhythm of ten seconds that begins 3 s after a full one, and when it ran, in seconds since then. */
function open(options: Partial<RhythmOptions> = {}, wrap = (clock: Clock) => clock) {
  const clock = fakeClock(3_000);
  const times: number[] = [];
  const rhythm: Rhythm = createRhythm({
    clock: wrap(clock),
    intervalMs: 10_000,
    ...options,
    async run() {
      times.push((clock.now() - 3_000) / 1_000);
      await options.run?.();
    },
  });
  return { clock, rhythm, times };
}

/** What takes as long as the test wants. */
function slow() {
  const waiting: (() => void)[] = [];
  const run = () => new Promise<void>((resolve) => waiting.push(resolve));
  return { run, done: () => waiting.shift()?.() };
}

describe("a rhythm", () => {
  test.each([
    ["since its start", {}, [0, 10, 20, 30]],
    ["since the epoch", { isAligned: true }, [0, 7, 17, 27]],
    ["since a moment of its own", { isAligned: true, offsetMs: 4_000 }, [0, 1, 11, 21, 31]],
    ["and later by chance", { jitterMs: 4_000 }, [0, 12, 22, 32]],
  ])("runs at once and then on every full interval %s", async (_, options, expected) => {
    const { clock, rhythm, times } = open(options);
    rhythm.start();
    await clock.advance(32_000);
    expect(times).toEqual(expected);
  });

  test.each([
    [{}, [10, 20]],
    [{ isAligned: true, offsetMs: 3_000 }, [10, 20]],
    [{ isAligned: true, offsetMs: -95_000 }, [2, 12, 22]],
  ])("that is patient waits for the first full interval: %j", async (options, expected) => {
    const { clock, rhythm, times } = open({ ...options, isPatient: true });
    rhythm.start();
    await clock.advance(22_000);
    expect(times).toEqual(expected);
    await rhythm.stop();
    expect(clock.waits()).toEqual([]);
  });

  test("leaves out what falls due while a run is under way", async () => {
    const { run, done } = slow();
    const { clock, rhythm, times } = open({ run });
    rhythm.start();
    await clock.advance(34_000);
    expect(times).toEqual([0]);
    done();
    await clock.advance(6_000);
    expect(times).toEqual([0, 40]);
  });

  test("started twice is one", async () => {
    const { clock, rhythm, times } = open();
    rhythm.start();
    rhythm.start();
    await clock.advance(10_000);
    rhythm.start();
    expect(times).toEqual([0, 10]);
    expect(clock.waits()).toHaveLength(1);
  });

  test("stopped twice, or before it was started, does nothing", async () => {
    const { clock, rhythm, times } = open();
    await rhythm.stop();
    rhythm.start();
    await settled();
    await rhythm.stop();
    await rhythm.stop();
    expect(clock.waits()).toEqual([]);
    await clock.advance(60_000);
    expect(times).toEqual([0]);
  });

  test("stops when the run under way is over, and not before", async () => {
    const { run, done } = slow();
    const { rhythm, clock } = open({ run });
    rhythm.start();
    await settled();
    let isStopped = false;
    const stopped = rhythm.stop().then(() => {
      isStopped = true;
    });
    await settled();
    expect(isStopped).toBe(false);
    done();
    await stopped;
    expect(clock.waits()).toEqual([]);
  });

  test("started again counts from then on, and takes the run under way for its first", async () => {
    const { run, done } = slow();
    const { clock, rhythm, times } = open({ run });
    rhythm.start();
    await clock.advance(4_000);
    void rhythm.stop();
    rhythm.start();
    done();
    await clock.advance(10_000);
    expect(times).toEqual([0, 14]);
  });

  test("may be stopped by what it runs", async () => {
    const { clock, rhythm, times } = open({ run: async () => void rhythm.stop() });
    rhythm.start();
    await clock.advance(60_000);
    expect(times).toEqual([0]);
  });

  test("waits on when a timer comes early", async () => {
    const early = (clock: Clock): Clock => ({
      ...clock,
      after: (ms, run) => clock.after(Math.min(ms, 6_000), run),
    });
    const { clock, rhythm, times } = open({}, early);
    rhythm.start();
    await clock.advance(20_000);
    expect(times).toEqual([0, 10, 20]);
  });

  test("does not wait for a clock that was set back to catch up", async () => {
    let backMs = 0;
    const { clock, rhythm, times } = open({}, (clock) => ({
      ...clock,
      now: () => clock.now() - backMs,
    }));
    rhythm.start();
    await settled();
    backMs = 3_600_000;
    await clock.advance(20_000);
    expect(times).toEqual([0, 10, 20]);
  });
});
