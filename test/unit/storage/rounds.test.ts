// Rounds: what a collector's storage does at the end of each request, where nothing runs between them.
import { describe, expect, test } from "vitest";
import {
  MAX_OUTBOX,
  ROUND_DOUBLINGS,
  ROUND_LEASE_MS,
  ROUND_MS,
  ROUND_WRITE_MS,
  SAVE_DOUBLING,
} from "../../../src/core/limits.ts";
import { createRounds } from "../../../src/storage/rounds.ts";
import { fakeClock } from "../../support/clock.ts";

const SAVE_MS = 10_000;

/** Rounds whose sending ends when the test says so, and what was done in them. */
function turning(result?: string) {
  const clock = fakeClock();
  const done: string[] = [];
  const rounds = createRounds(SAVE_MS, clock, async () => {
    done.push("sync");
  });
  const round = (send: () => Promise<string | undefined> = async () => result) =>
    rounds.round(
      () => done.push("renew"),
      () => {
        done.push("send");
        return send();
      },
      () => done.push("put away"),
    );
  const fill = (count: number) =>
    rounds.wrote(Object.fromEntries(Array.from({ length: count }, (_, at) => [`sealed/${at}`, 1])));
  return { clock, done, round, rounds, fill };
}

const never = () => new Promise<never>(() => {});

test("the first round puts away what it does not send", async () => {
  const { done, round } = turning();
  expect(await round()).toBeUndefined();
  expect(done).toEqual(["send", "put away", "sync"]);
});

test("what is sent need not be put away", async () => {
  const { done, round } = turning("sent");
  expect(await round()).toBe("sent");
  expect(done).toEqual(["send", "sync"]);
});

test("it is put away once in an interval, and each round waits for its writes", async () => {
  const { clock, done, round } = turning();
  await round();
  await clock.advance(SAVE_MS - 1);
  await round();
  await clock.advance(1);
  await round();
  expect(done.filter((what) => what !== "send")).toEqual([
    "put away",
    "sync",
    "sync",
    "put away",
    "sync",
  ]);
});

test("a clock that was set back does not keep it from that", async () => {
  const { clock, done, round } = turning();
  await round();
  await clock.advance(-1_000_000);
  await round();
  expect(done.filter((what) => what === "put away")).toHaveLength(2);
});

describe("a round while another is sending", () => {
  test("sends nothing and waits for nobody", async () => {
    const { clock, done, round } = turning();
    void round(never);
    await clock.advance(1_000);
    expect(await round()).toBeUndefined();
    expect(done).toEqual(["send", "sync"]);
  });

  test("puts away what it counted, once the storage is known", async () => {
    const { clock, done, round } = turning();
    await round();
    await clock.advance(SAVE_MS);
    void round(never);
    await round();
    expect(done).toEqual(["send", "put away", "sync", "send", "put away", "sync"]);
  });

  test("takes over from one whose request was ended", async () => {
    const { clock, done, round } = turning();
    void round(never);
    await clock.advance(ROUND_LEASE_MS - 1);
    await round();
    await clock.advance(1);
    done.length = 0;
    await round();
    expect(done.slice(0, 2)).toEqual(["renew", "send"]);
  });
});

test("a round that takes too long ends, with what it wrote, and the next ones wait for its lease", async () => {
  const { clock, done, round } = turning();
  const late = round(never);
  await clock.advance(ROUND_MS);
  expect(await late).toBeUndefined();
  expect(done).toEqual(["send", "put away", "sync"]);
  await round();
  expect(done).toEqual(["send", "put away", "sync", "sync"]);
});

test("rounds that none comes back from are taken over ever later, up to a limit, until one does", async () => {
  const { clock, done, round } = turning();
  /** How long another round is kept from sending, in leases. */
  const leases = async (send?: () => Promise<never>) => {
    void round(send);
    let count = 0;
    for (done.length = 0; !done.includes("renew"); count += 1) {
      await clock.advance(ROUND_LEASE_MS);
      void round(send);
      await clock.advance(1);
    }
    return count;
  };
  const spans: number[] = [];
  for (let at = 0; at < 8; at += 1) spans.push(await leases(never));
  expect(spans.slice(0, 5)).toEqual([1, 1, 2, 4, 8]);
  expect(spans.at(-1)).toBe(2 ** ROUND_DOUBLINGS);
  await clock.advance(ROUND_LEASE_MS * 2 ** ROUND_DOUBLINGS);
  await round();
  expect(await leases(never)).toBe(1);
});

test("writes that never end are not waited for", async () => {
  const clock = fakeClock();
  const rounds = createRounds(SAVE_MS, clock, never);
  const work = rounds.round(
    () => {},
    async () => "sent",
    () => {},
  );
  await clock.advance(ROUND_WRITE_MS);
  expect(await work).toBe("sent");
});

test("who was taken over and comes back does not end the other's lease", async () => {
  const { clock, done, round } = turning();
  let finish = (_: string | undefined) => {};
  void round(() => new Promise((resolve) => (finish = resolve)));
  await clock.advance(ROUND_LEASE_MS);
  void round(never);
  finish(undefined);
  await clock.advance(1);
  done.length = 0;
  await round();
  expect(done).not.toContain("send");
});

test("from half of the outbox on it puts away less and less often, and with a full one not at all", async () => {
  const { clock, done, round, rounds, fill } = turning();
  const spacing = async () => {
    await clock.advance(1e9);
    await round();
    done.length = 0;
    let ms = 0;
    while (!done.includes("put away") && ms < 1e7) {
      await clock.advance(SAVE_MS);
      ms += SAVE_MS;
      await round();
    }
    return ms / SAVE_MS;
  };
  fill(MAX_OUTBOX / 2);
  expect(await spacing()).toBe(1);
  fill(MAX_OUTBOX / 2 + 1);
  expect(await spacing()).toBe(2);
  fill(MAX_OUTBOX / 2 + SAVE_DOUBLING + 1);
  expect(await spacing()).toBe(4);
  fill(MAX_OUTBOX);
  expect(await spacing()).toBe(1e7 / SAVE_MS);
  rounds.wrote(Object.fromEntries([...rounds.waiting].map((path) => [path, undefined])));
  expect(await spacing()).toBe(1);
});
