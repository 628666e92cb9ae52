import { describe, expect, test } from "vitest";
import {
  MAX_AGE_MS,
  MAX_INTERVAL_MS,
  MAX_OUTBOX,
  MAX_UPDATE_BYTES,
} from "../../../../src/core/limits.ts";
import { dueMs } from "../../../../src/workers/tally/emit.ts";
import { readOwn } from "../../../../src/workers/tally/record.ts";
import { openTables } from "../../../../src/workers/tally/tables.ts";
import { openHub } from "../../../support/hub.ts";
import { LOST, type Outcome, ok, page, status } from "../../../support/network.ts";
import { memorySql } from "../../../support/store.ts";

/** Without a wish of the server: an hour, and half a minute by chance. */
const INTERVAL_MS = 3_630_000;

describe("emit", () => {
  test("sends what isolates counted, as one update, and comes back when the server wants it", async () => {
    const it = openHub();
    it.network.answers([ok({ ack: 1, next_update: 60e9 })]);
    await it.send();
    await it.send({ instance_id: "b", data: { "page.view": 4, other: 1 }, calls: 5, recorded: 5 });
    await it.ring();
    expect(it.network.sent).toHaveLength(1);
    expect(it.network.sent[0]?.update).toMatchObject({
      data: { "page.view": 5, other: 1 },
      calls: 6,
      recorded: 6,
    });
    const sentMs = it.clock.now();
    // With nothing left it sleeps, until somebody speaks: then it is not early.
    expect(it.alarmAt()).toBeUndefined();
    it.clock.advance(10_000);
    await it.send({ seq: 2 });
    expect(it.alarmAt()).toBe(sentMs + 60_000);
    await it.ring();
    expect(it.network.sent[1]?.update).toMatchObject({ seq: 2, data: { "page.view": 1 } });
  });

  test.each<[string, Outcome, number]>([
    ["a lost connection", LOST, 4_500],
    ["503", page(503), 4_500],
    ["503 with a hint", page(503, "7"), 7_000],
    ["429 with a wish", status(429, { next_update: 90e9 }, "7"), 90_000],
    ["429 with a hint", page(429, "30"), 30_000],
    ["a portal's 200", page(200), 4_500],
    ["401", page(401), INTERVAL_MS],
    ["404 with a hint", page(404, "7"), INTERVAL_MS],
  ])("keeps an update after %s, and waits", async (_, outcome, waitMs) => {
    const it = openHub();
    it.network.answers([outcome, ok({ ack: 1 })]);
    await it.send();
    await it.ring();
    expect(await it.look()).toMatchObject({ pending: 1, items: 0 });
    expect(it.alarmAt()).toBe(it.clock.now() + waitMs);
    expect(it.errors).toHaveLength(1);
    // The time is written down: another life of the object keeps to it.
    it.reopen();
    await it.send({ seq: 2 });
    expect(it.alarmAt()).toBe(it.clock.now() + waitMs);
    await it.ring();
    const [first, again, next] = it.network.sent;
    expect(again?.body).toBe(first?.body);
    expect(next?.update).toMatchObject({ seq: 2 });
    expect(await it.look()).toMatchObject({ pending: 0 });
  });

  test("tries four times, later and later, and then waits for the next emission", async () => {
    const it = openHub();
    it.network.answers([LOST]);
    await it.send();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      await it.ring();
      waits.push((it.alarmAt() as number) - it.clock.now());
    }
    expect(waits).toEqual([4_500, 14_000, 32_500, INTERVAL_MS, 4_500]);
    expect(await it.look()).toMatchObject({ faults: { network: 5 } });
  });

  test.each([400, 413, 422])(
    "empties what is refused with %i, says so, and sends the rest",
    async (code) => {
      const it = openHub();
      it.network.answers([status(code), ok({ ack: 0 }), ok({ ack: 2 })]);
      await it.send({ data: { a: 1, long: "x".repeat(MAX_UPDATE_BYTES) }, calls: 2, recorded: 2 });
      await it.ring();
      expect(it.network.sent.map(({ update }) => update.seq)).toEqual([1, 2]);
      expect(await it.look()).toMatchObject({ pending: 1 });
      await it.ring();
      expect(it.network.sent[2]?.update).toMatchObject({
        seq: 1,
        data: {},
        calls: 0,
        lost: { rejected: 1 },
      });
      expect(await it.look()).toMatchObject({ pending: 0 });
    },
  );

  test("lets an empty update go that is refused once more", async () => {
    const it = openHub();
    it.network.answers([status(400)]);
    await it.send();
    await it.ring();
    await it.ring();
    expect(await it.look()).toMatchObject({ pending: 0, faults: { status: 2 } });
    expect(it.alarmAt()).toBeUndefined();
  });

  test("empties what two alarms sent at once and is refused to both, and says so", async () => {
    const it = openHub();
    it.network.answers([status(400), status(400), ok({ ack: 1 })]);
    await it.send();
    await Promise.all([it.hub().alarm(), it.hub().alarm()]);
    await it.ring();
    expect(it.network.sent[2]?.update).toMatchObject({ seq: 1, calls: 0, lost: { rejected: 1 } });
  });

  test("says of calls of no key, too, that they were refused", async () => {
    const it = openHub();
    it.network.answers([status(400), ok({ ack: 1 })]);
    await it.send({ data: {}, calls: 3, recorded: 3 });
    await it.ring();
    await it.ring();
    expect(it.network.sent[1]?.update).toMatchObject({ seq: 1, calls: 0, lost: { rejected: 3 } });
  });

  test.each<[string, Outcome]>([
    ["410", page(410)],
    ["451", status(451)],
    ["stop", ok({ stop: true })],
  ])("ends for good with %s, and isolates hear of it", async (_, outcome) => {
    const it = openHub();
    it.network.answers([outcome]);
    await it.send();
    await it.ring();
    expect(it.alarmAt()).toBeUndefined();
    it.reopen();
    const { reply } = await it.send({ seq: 2 });
    expect(reply).toMatchObject({ stop: true, ack: 2 });
    expect(it.alarmAt()).toBeUndefined();
    await it.hub().alarm();
    expect(it.network.sent).toHaveLength(1);
    expect(await it.look()).toMatchObject({ stopped: true, pending: 0, items: 0 });
  });

  test("sends a buffer that is larger than the outbox in one emission", async () => {
    const it = openHub();
    it.network.answers(({ update }) => ok({ ack: update.seq as number }));
    const count = MAX_OUTBOX + 3;
    for (let at = 0; at < count; at++) {
      await it.send({ seq: at + 1, data: { [`k${at}`]: "x".repeat(MAX_UPDATE_BYTES) } });
    }
    await it.ring();
    expect(it.network.sent.map(({ update }) => update.seq)).toEqual(
      Array.from({ length: count }, (_, at) => at + 1),
    );
    expect(await it.look()).toMatchObject({ pending: 0, items: 0, recorded: count });
  });

  test("sends what waited for too long without what it carried", async () => {
    const it = openHub();
    it.network.answers([LOST]);
    await it.send();
    await it.ring();
    it.clock.advance(MAX_AGE_MS + 1);
    it.network.answers([ok({ ack: 1 })]);
    await it.hub().alarm();
    expect(it.network.sent[1]?.update).toMatchObject({ seq: 1, data: {}, lost: { expired: 1 } });
  });

  test("asks for the server's wishes when an isolate spoke that had nothing to say", async () => {
    const it = openHub();
    await it.send({ data: {}, calls: 0, recorded: 0 });
    await it.ring();
    expect(it.network.sent[0]?.update).toMatchObject({ seq: 1, calls: 0 });
    expect(it.alarmAt()).toBeUndefined();
  });

  test("tells what its clock lacks", async () => {
    const it = openHub();
    it.network.answers([ok({ ack: 1, now: it.clock.now() + 5_000 })]);
    await it.send();
    await it.ring();
    await it.send({ seq: 2 });
    await it.ring();
    expect(it.network.sent.map(({ update }) => update.offset_ms)).toEqual([0, 5_000]);
  });
});

test.each([
  [0, 100, 100],
  [150, 100, 150],
  [100 + MAX_INTERVAL_MS, 100, 100 + MAX_INTERVAL_MS],
  // The clock was ahead.
  [101 + MAX_INTERVAL_MS, 100, 100],
])("an emission that was wanted at %i is due, at %i, at %i", (nextAtMs, nowMs, expected) => {
  const sql = memorySql();
  openTables(sql);
  expect(dueMs({ ...readOwn(sql), nextAtMs }, nowMs)).toBe(expected);
});
