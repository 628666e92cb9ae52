import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../../../src/core/errors.ts";
import {
  backoffMs,
  createDelivery,
  type DeliveryOptions,
} from "../../../../src/metrics/delivery/delivery.ts";
import { fakeClock, settled } from "../../../support/clock.ts";

/** A delivery at 0 s, when each try of its only parcel was, and what was complained of. */
function open(options: DeliveryOptions = {}) {
  const clock = fakeClock(0);
  const triedAt: number[] = [];
  const errors: [string, string][] = [];
  const onError = ({ code, message }: TallybeaconError) => errors.push([code, message]);
  const delivery = createDelivery("test", { clock, onError, ...options });
  const send = (answers: readonly (Error | number | undefined)[], retries?: number) => {
    const left = [...answers];
    const last = left.at(-1);
    const attempt = async () => {
      triedAt.push(clock.now());
      const answer = left.length > 0 ? left.shift() : last;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const parcel = { series: 5, pack: () => attempt, ...(retries !== undefined && { retries }) };
    return delivery.send([parcel]);
  };
  return { clock, delivery, send, triedAt, errors };
}
const NO = new TallybeaconError("status", "answered 503");

describe("a delivery", () => {
  test("counts what has arrived", async () => {
    const { delivery, send } = open();
    await send([undefined]);
    expect(delivery.counts()).toEqual({
      created: 1,
      sent: 1,
      retried: 0,
      dropped: 0,
      seriesSent: 5,
      seriesDropped: 0,
      eventsSent: 0,
      eventsDropped: 0,
    });
  });

  test("counts events by themselves", async () => {
    const { delivery } = open();
    const event = (isTaken: boolean) =>
      delivery.sendNow({
        series: 0,
        retries: 0,
        pack: () => () => (isTaken ? undefined : Promise.reject(NO)),
      });
    await Promise.all([event(true), event(true), event(false)]);
    expect(delivery.counts()).toMatchObject({
      created: 3,
      sent: 2,
      eventsSent: 2,
      eventsDropped: 1,
    });
  });

  test("is tried again, each time half as long again later, until it has arrived", async () => {
    const { clock, delivery, send, triedAt } = open();
    const done = send([NO, NO, NO, undefined]);
    await clock.advance(10_000);
    await done;
    expect(triedAt).toEqual([0, 500, 1_250, 2_375]);
    expect(delivery.counts()).toMatchObject({ sent: 1, retried: 3, dropped: 0 });
  });

  test("that fails by what the platform says has failed by the network", async () => {
    const { send, errors } = open({ maxRequestElapsedMs: -1 });
    await send([Object.assign(new Error("send ECONNREFUSED"), { code: "ECONNREFUSED" })]);
    expect(errors).toEqual([["network", "test: gave up 5 series: send ECONNREFUSED"]]);
  });

  test("is given up when its time is over, and says what of", async () => {
    const { clock, delivery, send, triedAt, errors } = open({ maxRequestElapsedMs: 1_000 });
    const done = send([NO]);
    await clock.advance(10_000);
    await done;
    expect(triedAt).toEqual([0, 500, 1_250]);
    expect(delivery.counts()).toMatchObject({ sent: 0, retried: 2, dropped: 1, seriesDropped: 5 });
    expect(errors).toEqual([["status", "test: gave up 5 series: answered 503"]]);
  });

  test.each([
    ["where its time is -1", { maxRequestElapsedMs: -1 }, undefined],
    ["where it may not be", {}, 0],
  ])("is not tried again %s", async (_, options, retries) => {
    const { send, triedAt } = open(options);
    await send([NO], retries);
    expect(triedAt).toEqual([0]);
  });

  test.each([
    ["as late as it is asked to", { retryAfterMs: 15_000 }, [0, 15_000]],
    ["no sooner than it would have been", { retryAfterMs: 1 }, [0, 500]],
    [
      "not at all, where it is asked to wait for longer than there is",
      { retryAfterMs: 15_001 },
      [0],
    ],
    ["not at all, where there is no use in it", { isFinal: true }, [0]],
  ])("is tried again %s", async (_, refusal, tries) => {
    const { clock, send, triedAt } = open();
    const done = send([new TallybeaconError("status", "429", refusal), undefined]);
    await clock.advance(20_000);
    await done;
    expect(triedAt).toEqual(tries);
  });

  test("is tried again when a try takes too long", async () => {
    const { clock, delivery, errors } = open({ clientTimeoutMs: 700, maxRequestElapsedMs: 1_000 });
    const aborted: boolean[] = [];
    const pack = () => (signal: AbortSignal) =>
      new Promise<void>(() => signal.addEventListener("abort", () => aborted.push(true)));
    const done = delivery.send([{ series: 0, pack }]);
    await clock.advance(10_000);
    await done;
    expect([aborted.length, errors]).toEqual([
      2,
      [["timeout", "test: gave up an event: not done within 700 ms"]],
    ]);
  });

  test("counts series that were refused for good, and does not try them again", async () => {
    const { delivery, send, errors } = open();
    await send([2]);
    expect(delivery.counts()).toMatchObject({ sent: 1, seriesSent: 3, seriesDropped: 2 });
    expect(errors).toEqual([["status", "test: refused 2 series"]]);
  });

  test("is given up at once when it cannot be packed", async () => {
    const { delivery, errors } = open();
    const pack = () => {
      throw new Error("too big");
    };
    await delivery.send([{ series: 1, pack }]);
    expect(delivery.counts()).toMatchObject({ created: 1, dropped: 1, retried: 0 });
    expect(errors).toEqual([["network", "test: gave up 1 series: too big"]]);
  });

  test("has so many under way at a time, whoever sends them, and one ready", async () => {
    const { delivery } = open({ maxRequests: 2 });
    let made = 0;
    const ends: (() => void)[] = [];
    const pack = () => () => new Promise<void>((resolve) => ends.push(resolve));
    function* parcels() {
      for (made = 1; made < 5; made += 1) yield { series: 1, pack };
    }
    const done = Promise.all([delivery.send(parcels()), delivery.send([{ series: 1, pack }])]);
    await settled();
    expect([made, ends.length]).toEqual([2, 2]);
    ends[0]?.();
    await settled();
    expect([made, ends.length]).toEqual([3, 3]);
    for (let i = 1; i < 5; i += 1) {
      ends[i]?.();
      await settled();
    }
    await done;
    expect(delivery.counts().sent).toBe(5);
  });

  test("at once does not wait for others", async () => {
    const { delivery } = open({ maxRequests: 1 });
    const never = { series: 1, pack: () => () => new Promise<void>(() => {}) };
    void delivery.send([never, never]);
    await delivery.sendNow({ series: 0, pack: () => () => {} });
    expect(delivery.counts()).toMatchObject({ created: 2, sent: 1 });
  });

  test.each([
    { maxRequests: 0 },
    { clientTimeoutMs: -1 },
    { maxRequestElapsedMs: 0 },
    { maxRequestElapsedMs: -2 },
  ])("refuses %j", (options) => {
    expect(() => open(options)).toThrow(expect.objectContaining({ code: "bad-option" }));
  });
});

test.each([
  [1, 0, 250],
  [1, 1, 750],
  [2, 0.5, 750],
  [3, 0.5, 1_125],
  [40, 0.5, 60_000],
  [40, 1, 90_000],
])("retry %i waits by chance %d for %d ms", (retry, random, ms) => {
  expect(backoffMs(retry, random)).toBe(ms);
});
