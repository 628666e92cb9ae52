import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { createCollector } from "../../../../src/collector/collector.ts";
import { MAX_ISOLATE_BODY_BYTES } from "../../../../src/core/edge-limits.ts";
import { MAX_ITEMS, MAX_OUTBOX, MAX_UPDATE_BYTES } from "../../../../src/core/limits.ts";
import type { Sql, Transport } from "../../../../src/core/ports.ts";
import { sqliteSql } from "../../../../src/storage/sqlite-sql.ts";
import { createHub } from "../../../../src/workers/tally/hub.ts";
import { readOwn, writeOwn } from "../../../../src/workers/tally/record.ts";
import { testFolder } from "../../../support/folder.ts";
import { openHub, openServer, transportTo } from "../../../support/hub.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { fakeNetwork, LOST, ok } from "../../../support/network.ts";
import { ask, HOME, validUpdate } from "../../../support/requests.ts";
import { faultySql, memorySql, NOW_MS } from "../../../support/store.ts";

const DAY_MS = 86_400_000;
const MONTH = { seconds: 2_592_000, step: 21_600 };
/** What is wrong with the way to the server: asked before each request, and with each answer. */
interface Trouble {
  before?: () => unknown;
  after?: () => unknown;
}

/** An object before a real server, with what that has of it. */
function chain(sql: Sql = memorySql(), trouble: Trouble = {}) {
  const clock = manualClock(NOW_MS);
  const server = openServer(clock);
  const transport: Transport = async (url, body) => {
    await trouble.before?.();
    const answer = await server.transport(url, body);
    await trouble.after?.();
    return answer;
  };
  return {
    ...openHub({ sql, clock, transport }),
    server,
    totals: () =>
      Object.fromEntries(server.store.keys(MONTH).map(({ key, total }) => [key, total])),
    accounts: () => server.store.accounting(10),
  };
}

describe("what isolates count", () => {
  test("sums up over isolates, each update once, whatever is sent twice", async () => {
    const it = chain();
    await it.send();
    await it.send();
    await it.send({ instance_id: "b" });
    await Promise.all([
      it.send({ seq: 2, data: { "page.view": 2 }, calls: 2, recorded: 3 }),
      it.send({ instance_id: "b", seq: 2, data: { other: 1 }, recorded: 2 }),
      it.send({ seq: 2, data: { "page.view": 2 }, calls: 2, recorded: 3 }),
    ]);
    await it.ring();
    expect(it.totals()).toEqual({ "page.view": 4, other: 1 });
    expect(it.accounts()).toMatchObject({ recorded: 5, accepted: 5, unexplained: 0, missing: 0 });
  });

  test("is added up with what isolates dropped and lost", async () => {
    const it = chain();
    await it.send({ dropped: { disabled: 3 }, recorded: 4 });
    await it.send({ seq: 2, lost: { "outbox-full": 2 }, dropped: { disabled: 3 }, recorded: 7 });
    await it.ring();
    expect(it.accounts()).toMatchObject({
      recorded: 7,
      accepted: 2,
      dropped: { disabled: 3, "outbox-full": 2 },
      unexplained: 0,
    });
  });

  test("balances at the server, whatever names isolates have for what they dropped", async () => {
    const it = chain();
    const name = (isolate: number, at: number) => `r-${"abcdef"[isolate]}-${"abcdef"[at]}`;
    for (let isolate = 0; isolate < 6; isolate++) {
      const dropped = Object.fromEntries([0, 1, 2, 3, 4].map((at) => [name(isolate, at), 1]));
      await it.send({ instance_id: `i${isolate}`, dropped, recorded: 6 });
    }
    await it.ring();
    expect(it.accounts()).toMatchObject({ recorded: 36, accepted: 6, unexplained: 0 });
  });

  test("comes once from an isolate that was silent for days, and its drops with it", async () => {
    const it = chain();
    // Its clock is ahead.
    const timestamp = new Date(NOW_MS + 3 * DAY_MS).toISOString();
    const first = { timestamp, dropped: { disabled: 2 }, recorded: 3 };
    await it.send(first);
    await it.send({ ...first, seq: 2, recorded: 4 });
    await it.ring();
    for (let seq = 1; seq <= 3; seq++) {
      it.clock.advance(3 * DAY_MS);
      await it.send({ instance_id: "b", seq, recorded: seq });
      await it.ring();
    }
    // The answers were lost.
    await it.send(first);
    await it.send({ seq: 3, dropped: { disabled: 2 }, recorded: 5 });
    await it.ring();
    expect(it.totals()).toEqual({ "page.view": 6 });
    expect(it.accounts()).toMatchObject({
      recorded: 8,
      accepted: 6,
      dropped: { disabled: 2 },
      unexplained: 0,
    });
  });

  test("comes from ordinary collectors, which obey what the object was told", async () => {
    const it = chain();
    const isolates = ["a", "b"].map((instanceId) =>
      createCollector({
        endpoint: `${HOME}/`,
        instanceId,
        clock: it.clock,
        transport: transportTo((request) => it.hub().fetch(request)),
      }),
    );
    const count = async () => {
      for (const isolate of isolates) {
        isolate.increment("page.view");
        isolate.increment("ua:x");
        isolate.appendUnique("browser", "Firefox");
        expect(await isolate.flush()).toMatchObject({ ok: true });
      }
    };
    await count();
    await it.ring();
    expect(it.totals()).toEqual({ "page.view": 2, "ua:x": 2, browser: 2 });
    it.server.store.control({ disable: ["ua"] });
    await count();
    await it.ring();
    // The object has heard of it, and tells it with its next answers.
    for (const isolate of isolates) await isolate.flush();
    await count();
    for (const isolate of isolates) expect(isolate.snapshot().disabled).toEqual(["ua"]);
    await it.ring();
    expect(it.totals()).toEqual({ "page.view": 6, "ua:x": 4, browser: 6 });
    it.server.store.control({ enable: ["ua"] });
    await count();
    await it.ring();
    await count();
    await count();
    await it.ring();
    expect(it.totals()).toEqual({ "page.view": 12, "ua:x": 6, browser: 12 });
    expect(it.accounts()).toMatchObject({ unexplained: 0, missing: 0, pending: 0 });
    it.server.store.control({ stop: true });
    await count();
    await it.ring();
    await count();
    expect(isolates.map((isolate) => isolate.snapshot().stopped)).toEqual([true, true]);
  });
});

describe("an alarm", () => {
  test("that rings twice before the answer came sends twice, and counts once", async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let requests = 0;
    const it = chain(memorySql(), {
      before: () => {
        requests += 1;
        return gate;
      },
    });
    await it.send();
    const both = [it.hub().alarm(), it.hub().alarm()];
    // Meanwhile the object listens.
    await it.send({ instance_id: "b" });
    open();
    await Promise.all(both);
    expect(requests).toBe(2);
    expect(it.totals()).toEqual({ "page.view": 1 });
    await it.ring();
    expect(it.totals()).toEqual({ "page.view": 2 });
    expect(it.accounts()).toMatchObject({
      recorded: 2,
      accepted: 2,
      duplicates: 1,
      unexplained: 0,
    });
  });

  test("that rings again after the answer came does nothing", async () => {
    const it = openHub();
    await it.send();
    await it.ring();
    await it.hub().alarm();
    expect(it.network.sent).toHaveLength(1);
    it.reopen();
    await it.hub().alarm();
    expect(it.network.sent).toHaveLength(1);
  });

  test("whose reply is lost sends the same again", async () => {
    const trouble: Trouble = {};
    const it = chain(memorySql(), trouble);
    trouble.after = () => {
      trouble.after = undefined as never;
      throw LOST;
    };
    await it.send();
    await it.ring();
    await it.send({ seq: 2 });
    await it.ring();
    expect(it.totals()).toEqual({ "page.view": 2 });
    expect(it.accounts()).toMatchObject({
      recorded: 2,
      accepted: 2,
      duplicates: 1,
      unexplained: 0,
    });
  });

  test("that fails until the runtime gives it up is set anew by the next update", async () => {
    const sql = faultySql(memorySql());
    const it = chain(sql);
    await it.send();
    sql.failNext(0);
    await expect(it.ring()).rejects.toThrow();
    sql.failNext(Number.POSITIVE_INFINITY);
    expect(it.alarmAt()).toBeUndefined();
    await it.send({ seq: 2 });
    await it.ring();
    expect(it.totals()).toEqual({ "page.view": 2 });
  });

  test("is set once for many updates, and anew by another life of the object", async () => {
    const it = openHub();
    await it.send();
    const atMs = it.alarmAt();
    it.clock.advance(10);
    await it.send({ seq: 2 });
    expect(it.alarmAt()).toBe(atMs);
    it.reopen();
    await it.send({ seq: 2 });
    expect(it.alarmAt()).toBe(it.clock.now());
  });
});

describe("an object that dies", () => {
  test("between sealing and sending, or with the answer on its way, goes on where it was", async () => {
    const { path } = testFolder();
    const file = path("object.db");
    const trouble: Trouble = {};
    const dies = () => new Promise(() => {});
    const lives = [
      { before: dies },
      { after: dies },
      // The last one lives.
      {},
    ];
    const clock = manualClock(NOW_MS);
    const server = openServer(clock);
    const transport: Transport = async (url, body) => {
      await trouble.before?.();
      const answer = await server.transport(url, body);
      await trouble.after?.();
      return answer;
    };
    for (const [index, life] of lives.entries()) {
      const db = new DatabaseSync(file);
      const it = openHub({ sql: sqliteSql(db), clock, transport });
      Object.assign(trouble, { before: undefined, after: undefined }, life);
      await it.send({ seq: index + 1, recorded: index + 1 });
      const rung = it.ring();
      if (index < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      else await rung;
      // Nobody closed it in time.
      db.close();
    }
    const totals = server.store.keys(MONTH).map(({ key, total }) => [key, total]);
    expect(totals).toEqual([["page.view", 3]]);
    expect(server.store.accounting(1)).toMatchObject({
      recorded: 3,
      accepted: 3,
      unexplained: 0,
      missing: 0,
    });
  });

  test("at any statement of taking in, sealing or settling loses nothing and counts nothing twice", async () => {
    for (let statement = 0; ; statement++) {
      const sql = faultySql(memorySql());
      const it = chain(sql);
      sql.failNext(statement);
      let failures = 0;
      const dies = () => {
        failures += 1;
        it.reopen();
      };
      const alarm = async (ring: () => Promise<void>) => {
        // The runtime rings again for what failed.
        await ring().catch(() => {
          dies();
          return it.hub().alarm();
        });
      };
      const data = { n: 1, s: [{ value: "x", count: 1 }] };
      for (const seq of [1, 2]) {
        const update = { seq, data, calls: 2, recorded: 2 * seq };
        let { status } = await it.send(update);
        if (status !== 200) {
          expect(status).toBe(503);
          dies();
          ({ status } = await it.send(update));
        }
        expect(status).toBe(200);
        await alarm(it.ring);
      }
      // What the server was told and the object could not write down is told again.
      it.clock.advance(7_200_000);
      await alarm(it.hub().alarm);
      expect(it.totals()).toEqual({ n: 2, s: 2 });
      expect(it.accounts()).toMatchObject({ recorded: 4, accepted: 4, unexplained: 0, missing: 0 });
      expect(await it.look()).toMatchObject({ pending: 0, items: 0 });
      if (failures === 0) break;
    }
  });
});

describe("what comes in", () => {
  test.each<[string, unknown, number, string]>([
    ["no JSON", "{", 400, "body: not JSON at position 1"],
    ["no number", validUpdate({ seq: 0 }), 400, "seq: must be a whole number from 1"],
    ["no epoch", { ...validUpdate(), epoch: undefined }, 400, "epoch: must come with seq"],
    ["no object", { ...validUpdate(), data: [1] }, 400, "data: must be an object"],
    [
      "too many parts",
      validUpdate({ data: { l: Array(MAX_ITEMS + 1).fill(1) } }),
      413,
      `data: more than ${MAX_ITEMS} parts`,
    ],
    [
      "too much",
      "x".repeat(MAX_ISOLATE_BODY_BYTES + 1),
      413,
      `body: more than ${MAX_ISOLATE_BODY_BYTES} bytes`,
    ],
  ])("is refused when it is %s, and nothing is lost", async (_, body, status, error) => {
    const it = openHub();
    await it.send();
    const answer = await ask(it.hub().fetch, "POST /", body);
    expect(answer).toMatchObject({ status, json: { error } });
    await it.ring();
    expect(it.network.sent[0]?.update).toMatchObject({ data: { "page.view": 1 }, recorded: 1 });
  });

  test("is a POST, or a look", async () => {
    const it = openHub();
    expect(await ask(it.hub().fetch, "PUT /", validUpdate())).toMatchObject({ status: 405 });
    expect(await it.look()).toMatchObject({ seq: 0, items: 0, pending: 0, next_at: 0 });
  });

  test("is turned away for a while when buffer and outbox are full, and then comes in", async () => {
    const it = openHub();
    it.network.answers([LOST]);
    const long = "x".repeat(MAX_UPDATE_BYTES);
    for (let at = 0; at < MAX_OUTBOX; at++) {
      await it.send({ seq: at + 1, data: { [`k${at}`]: long } });
    }
    await it.ring();
    const own = readOwn(it.sql);
    writeOwn(it.sql, { ...own, items: MAX_ITEMS });
    const seq = MAX_OUTBOX + 1;
    const refused = await it.send({ seq });
    expect(refused).toMatchObject({ status: 503 });
    expect(refused.headers.get("retry-after")).toBe("5");
    writeOwn(it.sql, own);
    it.network.answers(({ update }) => ok({ ack: update.seq as number }));
    expect((await it.send({ seq })).reply).toMatchObject({ ack: seq });
    await it.ring();
    expect(await it.look()).toMatchObject({ pending: 0, recorded: seq });
  });

  test("makes room by sealing what is there", async () => {
    const it = openHub();
    const members = (from: number) =>
      Array.from({ length: 25_000 }, (_, at) => ({ value: from + at, count: 1 }));
    for (const seq of [1, 2, 3, 4, 5]) {
      const { status } = await it.send({ seq, data: { s: members(seq * 1e6) }, calls: 25_000 });
      expect(status).toBe(200);
    }
    const { items, pending } = await it.look();
    expect(items).toBe(25_000);
    expect(pending).toBeGreaterThan(0);
    await it.ring();
    const sent = it.network.sent.reduce((sum, { update }) => sum + (update.calls ?? 0), 0);
    expect(sent).toBe(125_000);
  });

  test("is not acknowledged when the alarm cannot be set, and is no second time when it comes again", async () => {
    const clock = manualClock(NOW_MS);
    const { transport, sent } = fakeNetwork(clock);
    let rings = 0;
    const tell = () => {};
    const emitter = { sql: memorySql(), clock, url: HOME, transport, intervalMs: 1_000, tell };
    const hub = createHub(emitter, async () => {
      rings += 1;
      if (rings === 1) throw new Error("no alarm");
    });
    const send = () => ask(hub.fetch, "POST /", validUpdate());
    expect(await send()).toMatchObject({ status: 503 });
    expect(await send()).toMatchObject({ status: 200, json: { ack: 1 } });
    expect(rings).toBe(2);
    await hub.alarm();
    expect(sent[0]?.update).toMatchObject({ data: { "page.view": 1 } });
  });
});
