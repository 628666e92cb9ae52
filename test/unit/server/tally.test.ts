import { describe, expect, test } from "vitest";
import type { MembersReply, TotalsReply } from "../../../src/core/api.ts";
import { routes } from "../../../src/server/routes.ts";
import { tallyRoutes } from "../../../src/server/tally.ts";
import { ask } from "../../support/requests.ts";
import { NOW_MS, openStore } from "../../support/store.ts";

async function open() {
  const { store, clock, send } = openStore();
  await send({
    "page.view": 3,
    "http.status": [
      { value: 200, count: 5 },
      { value: "200", count: 2 },
    ],
    theme: "dark",
  });
  const handler = routes(tallyRoutes({ store, clock }));
  return { handler, store, clock, get: (path: string) => ask(handler, `GET ${path}`) };
}

describe("the read API", () => {
  test("lists the keys of a range", async () => {
    const { get } = await open();
    const { status, json } = await get("/keys?range=24h");
    expect(status).toBe(200);
    expect(json).toMatchObject({ range: "24h", now: NOW_MS });
    const { keys } = json as { keys: { key: string }[] };
    expect(keys.find(({ key }) => key === "page.view")).toEqual({
      key: "page.view",
      kind: "count",
      total: 3,
      members: 0,
      instances: 1,
      last_at: NOW_MS,
      state: "on",
    });
  });

  test.each([
    ["15m", 60],
    ["1h", 60],
    ["6h", 180],
    ["24h", 900],
    ["7d", 7_200],
    ["30d", 21_600],
  ])("draws %s in at most 120 steps of %i seconds", async (range, step) => {
    const { get } = await open();
    const { json } = await get(`/series?key=page.view&range=${range}`);
    const { points, ...rest } = json as { points: { ts: number; total: number }[] };
    expect(rest).toEqual({ key: "page.view", range, step });
    expect(points.length).toBeGreaterThan(14);
    expect(points.length).toBeLessThanOrEqual(121);
    expect(points.at(-1)).toEqual({ ts: Math.floor(NOW_MS / 1000 / step) * step, total: 3 });
  });

  test.each([
    ["200", 200, 5],
    ['"200"', "200", 2],
    ["404", 404, 0],
  ])("draws one member, %s as JSON", async (text, member, total) => {
    const { get } = await open();
    const { json } = await get(`/series?key=http.status&member=${encodeURIComponent(text)}`);
    expect(json).toMatchObject({ key: "http.status", member, range: "1h", step: 60 });
    expect((json as { points: { total: number }[] }).points.at(-1)?.total).toBe(total);
  });

  test("tells totals of a series without their times", async () => {
    const { get } = await open();
    const path = "/series?key=http.status&member=200&range=60d&step=1m&form=totals";
    const { totals, ...rest } = (await get(path)).json as TotalsReply;
    const from = Math.floor(NOW_MS / 60_000) * 60 - 86_399 * 60;
    expect(rest).toEqual({ key: "http.status", member: 200, range: "60d", step: 60, from });
    expect(totals).toHaveLength(86_400);
    expect(totals.filter((total) => total !== 0)).toEqual([5]);
    expect(totals.at(-1)).toBe(5);
  });

  test("lists members, and what the rest comes to", async () => {
    const { get } = await open();
    expect((await get("/members?key=http.status&limit=1")).json).toEqual({
      key: "http.status",
      range: "1h",
      members: [{ value: 200, total: 5 }],
      other: 2,
    });
  });

  test("lists members over time, in as many parts of the range as are asked for", async () => {
    const { get } = await open();
    const { json } = await get("/members?key=http.status&range=24h&limit=1&points=24");
    const { members, ...rest } = json as MembersReply;
    const from = Math.floor(NOW_MS / 900_000) * 900 - 95 * 900;
    expect(rest).toEqual({ key: "http.status", range: "24h", other: 2, from, step: 3_600 });
    expect(members).toEqual([{ value: 200, total: 5, points: [...Array(23).fill(0), 5] }]);
  });

  test("lists last values", async () => {
    const { get } = await open();
    expect((await get("/values?key=theme")).json).toEqual({
      key: "theme",
      values: [{ value: "dark", instances: 1, last_at: NOW_MS }],
      fields: [],
      items: { total: 0, kept: 0 },
    });
  });

  test("lists instances; those that keep to their schedule are active", async () => {
    const { get, store, clock } = await open();
    const instance = { id: "i", first_seen: NOW_MS, last_seen: NOW_MS, updates: 1, duplicates: 0 };
    // An interval and a half to the slot, and a minute of the client's own.
    clock.advance(5_460_000);
    expect((await get("/instances")).json).toMatchObject({
      now: NOW_MS + 5_460_000,
      active: 1,
      total: 1,
      instances: [instance],
    });
    expect((await get("/instances?instance=i")).json).toMatchObject({ instances: [instance] });
    expect((await get("/instances?instance=j")).json).toMatchObject({ instances: [], total: 1 });
    clock.advance(1);
    expect((await get("/instances")).json).toMatchObject({ active: 0, overdue: 1, total: 1 });
    store.control({ interval_ms: 10_000_000 });
    expect((await get("/instances")).json).toMatchObject({ active: 1 });
  });

  test("shows the accounts of everybody and the newest epochs, or those of one instance", async () => {
    const { get, store, clock } = await open();
    for (const instance_id of ["i", "j"]) {
      const update = { instance_id, epoch: "e", seq: 1, calls: 2, recorded: 2 };
      const timestamp = new Date(clock.now()).toISOString();
      await store.accept({ timestamp, ...update }, clock.now(), clock.now());
      clock.advance(1_000);
    }
    expect((await get("/accounting?limit=1")).json).toMatchObject({
      now: clock.now(),
      recorded: 4,
      accepted: 4,
      pending: 0,
      epochs: [{ instance: "j", epoch: "e" }],
    });
    const { epochs } = (await get("/accounting?instance=i")).json as { epochs: unknown[] };
    expect(epochs).toMatchObject([{ instance: "i", epoch: "e", recorded: 2 }]);
  });

  test("tells apps apart, and what each of them has", async () => {
    const { get, store, clock } = await open();
    const timestamp = new Date(clock.now()).toISOString();
    const update = { instance_id: "j", timestamp, data: { theme: 7, ["x".repeat(2_000)]: 1 } };
    await store.accept(update, clock.now(), clock.now(), "blog");
    store.refuse("rate-app", "blog");
    expect((await get("/apps")).json).toMatchObject({
      apps: [
        { app: "blog", keys: 1, members: 0, instances: 1, refused: { "key-length": 1 } },
        { app: "default", keys: 3, members: 2, instances: 1, refused: {} },
      ],
    });
    expect((await get("/keys?app=blog")).json).toMatchObject({
      app: "blog",
      keys: [{ key: "theme", kind: "count", total: 7, instances: 1 }],
    });
    expect((await get("/keys?app=none")).json).toMatchObject({ keys: [] });
    expect((await get("/values?app=blog&key=theme")).json).toMatchObject({ values: [] });
    expect((await get("/members?app=blog&key=http.status")).json).toMatchObject({ members: [] });
    const { points } = (await get("/series?app=blog&key=theme")).json as { points: unknown[] };
    expect(points.at(-1)).toMatchObject({ total: 7 });
    expect((await get("/instances?app=blog")).json).toMatchObject({ app: "blog", total: 1 });
    await store.accept(update, clock.now(), clock.now(), "blog");
    const { apps } = (await get("/apps")).json as { apps: object[] };
    expect(apps[0]).toMatchObject({ refused: { "key-length": 2, "rate-app": 1 } });
  });

  test("answers for keys that nobody sent", async () => {
    const { get } = await open();
    expect((await get("/members?key=nothing")).json).toMatchObject({ members: [], other: 0 });
    expect((await get("/values?key=nothing")).json).toMatchObject({ values: [] });
  });

  test.each([
    ["/keys?range=2x", 'range: must be like 30m, 24h or 60d, at least a minute, not "2x"'],
    [
      "/keys?range=constructor",
      'range: must be like 30m, 24h or 60d, at least a minute, not "constructor"',
    ],
    [
      "/series?key=a&range=70d&step=60",
      "6048000 seconds in steps of 60 are not from 1 to 100000 points",
    ],
    ["/keys?range=60d&step=60", "5184000 seconds in steps of 60 are not from 1 to 11000 points"],
    [
      "/members?key=a&range=60d&step=60",
      "5184000 seconds in steps of 60 are not from 1 to 11000 points",
    ],
    ["/series?key=a&form=csv", 'form: must be one of points, totals, not "csv"'],
    ["/series", "key: must be given"],
    ["/series?key=a&member=x", "member: must be a string, a number, true, false or null, as JSON"],
    [
      "/series?key=a&member=[1]",
      "member: must be a string, a number, true, false or null, as JSON",
    ],
    ["/members?range=1h", "key: must be given"],
    ["/members?key=a&limit=0", "limit: must be a whole number from 1 to 1000"],
    ["/members?key=a&limit=1001", "limit: must be a whole number from 1 to 1000"],
    ["/members?key=a&points=0", "points: must be a whole number from 1 to 200"],
    ["/values?key=a&limit=1e2", "limit: must be a whole number from 1 to 1000"],
    ["/accounting?limit=0", "limit: must be a whole number from 1 to 1000"],
    ["/instances?limit=-1", "limit: must be a whole number from 1 to 1000"],
  ])("refuses %s: %s", async (path, error) => {
    const { get } = await open();
    expect(await get(path)).toMatchObject({ status: 400, json: { error } });
  });

  test("hides why the store could not be read", async () => {
    const { store, clock } = openStore();
    const told: unknown[] = [];
    const keys = () => {
      throw new Error("disk I/O error in /var/db");
    };
    const handler = routes(
      tallyRoutes({ store: { ...store, keys }, clock, onError: (error) => told.push(error) }),
    );
    const { status, json } = await ask(handler, "GET /keys");
    expect([status, json]).toEqual([500, { error: "internal error" }]);
    expect(told).toHaveLength(1);
  });
});
