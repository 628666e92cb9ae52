import { describe, expect, test, vi } from "vitest";
import type { Reply } from "../../../src/core/update.ts";
import { slotDelayMs } from "../../../src/server/slot.ts";
import { replyTo, type UpdateOptions, updateHandler } from "../../../src/server/update.ts";
import { ask, HOME, validUpdate } from "../../support/requests.ts";
import { from } from "../../support/senders.ts";
import { faultySql, HOUR, memorySql, openStore } from "../../support/store.ts";

const HOUR_MS = 3_600_000;
const NS_PER_MS = 1e6;
const ID = validUpdate().instance_id;

function open(options: Partial<UpdateOptions> = {}) {
  const sql = faultySql(memorySql());
  const { store, clock } = openStore(sql);
  const handler = updateHandler({ store, clock, ...options });
  const total = (key: string, app?: string) =>
    store.keys(HOUR, app).find((row) => row.key === key)?.total ?? 0;
  /** What every reply tells, when nothing but the instance is known of its sender. */
  const usual = (instance = ID) => ({
    next_update: slotDelayMs(instance, HOUR_MS, clock.now()) * NS_PER_MS,
    version: 0,
    now: clock.now(),
  });
  return { handler, store, clock, sql, total, usual };
}

describe("an update", () => {
  test("is stored and acknowledged, and told when to come next in nanoseconds", async () => {
    const { handler, total, usual } = open();
    const { status, json } = await ask(handler, "POST /v1/update", validUpdate());
    expect(status).toBe(200);
    expect(json).toEqual({ ...usual(), ack: 1 });
    expect(total("page.view")).toBe(1);
  });

  test("that comes again gets the same answer and is not counted again", async () => {
    const { handler, total, store } = open();
    const first = await ask(handler, "POST /v1/update", validUpdate());
    const second = await ask(handler, "POST /v1/update", validUpdate());
    expect(second).toMatchObject({ status: first.status, json: first.json });
    expect(total("page.view")).toBe(1);
    expect(store.instances(1, 0).instances[0]).toMatchObject({ updates: 1, duplicates: 1 });
  });

  test("hands over the lines that ride on it once, and does not keep them", async () => {
    const lines: string[][] = [];
    const onLines = (taken: string, app: string) => void lines.push([taken, app]);
    const { handler, total } = open({ onLines });
    const statsd = ["a:1|c\n", "b:2|c\n", 7];
    const data = { "page.view": 1, statsd, "statsd:1": ["c:3|c\n"], "statsd.x": ["no line"] };
    for (let i = 0; i < 2; i += 1) {
      await ask(handler, "POST /v1/update?app=shop", validUpdate({ data }));
    }
    expect(lines).toEqual([
      ["a:1|c\n", "shop"],
      ["b:2|c\n", "shop"],
      ["c:3|c\n", "shop"],
    ]);
    const totals = ["page.view", "statsd", "statsd:1", "statsd.x"].map((key) => total(key, "shop"));
    expect(totals).toEqual([1, 0, 0, 1]);
  });

  test.each<[string, Partial<UpdateOptions>, unknown]>([
    ["no list", { onLines: () => {} }, "a:1|c"],
    ["lines that nobody takes", {}, ["a:1|c"]],
  ])("with %s under that key keeps it", async (_, options, statsd) => {
    const { handler, total } = open(options);
    await ask(handler, "POST /v1/update", validUpdate({ data: { statsd } as never }));
    expect(total("statsd")).toBe(1);
  });

  test("whose lines are not taken is stored all the same", async () => {
    const onError = vi.fn();
    const onLines = () => {
      throw new Error("full");
    };
    const { handler } = open({ onLines, onError });
    const data = { statsd: ["a:1|c"] };
    const { status } = await ask(handler, "POST /v1/update", validUpdate({ data }));
    expect(status).toBe(200);
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "source" }));
  });

  test("without numbers, as the seed sends it, is counted each time and not acknowledged", async () => {
    const { handler, total, usual } = open();
    const { epoch, seq, ...plain } = validUpdate();
    for (let i = 0; i < 2; i += 1) {
      const { json } = await ask(handler, `POST /v1/update/${ID}`, plain, {
        "content-type": "application/json",
      });
      expect(json).toEqual(usual());
    }
    expect(total("page.view")).toBe(2);
  });

  test("is due when its instance was told to come", async () => {
    const { handler, clock, store } = open();
    const { json } = await ask(handler, "POST /v1/update", validUpdate());
    const { next_update } = json as Reply;
    const [instance] = store.instances(1, 0).instances;
    expect(instance?.expect_next).toBe(clock.now() + next_update / NS_PER_MS);
  });

  test("of each of many instances that came at once is wanted at a time of its own", async () => {
    const { handler } = open();
    const times = Array.from({ length: 50 }, async (_, i) => {
      const update = validUpdate({ instance_id: `i${i}` });
      const { next_update } = (await ask(handler, "POST /v1/update", update)).json as Reply;
      return next_update / NS_PER_MS;
    });
    const delays = await Promise.all(times);
    expect(new Set(delays).size).toBe(50);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(HOUR_MS / 2);
    expect(Math.max(...delays)).toBeLessThan(1.5 * HOUR_MS);
  });

  test("that asks to be forgotten hears its receipt, each time; what comes later is told nothing of it", async () => {
    const { handler, total, store } = open();
    await ask(handler, "POST /v1/update", validUpdate());
    const { data, ...plain } = validUpdate({ seq: 2, forget: true });
    const first = await ask(handler, "POST /v1/update", plain);
    expect(first).toMatchObject({ status: 200, json: { ack: 2 } });
    expect((first.json as Reply).receipt).toMatch(/^[\da-f]{16}$/);
    expect((await ask(handler, "POST /v1/update", plain)).json).toEqual(first.json);
    const { json } = await ask(handler, "POST /v1/update", validUpdate({ seq: 3 }));
    expect(json).toMatchObject({ ack: 3 });
    expect(json).not.toHaveProperty("receipt");
    expect(total("page.view")).toBe(1);
    expect(store.instances(1, 0).total).toBe(0);
  });

  test("is taken whatever its content type says", async () => {
    const { handler } = open();
    const body = JSON.stringify(validUpdate());
    for (const type of ["text/plain;charset=UTF-8", "application/json", "image/png"]) {
      expect((await ask(handler, "POST /v1/update", body, { "content-type": type })).status).toBe(
        200,
      );
    }
  });

  test("is told what the operator wants, and stored even where that is to stop", async () => {
    const { handler, store, total, clock } = open();
    store.control({ disable: ["noisy", "late"], interval_ms: 60_000, stop: true });
    store.control({ enable: ["late"] });
    const { json } = await ask(handler, "POST /v1/update", validUpdate());
    expect(json).toEqual({
      next_update: slotDelayMs(ID, 60_000, clock.now()) * NS_PER_MS,
      version: store.controls().version,
      now: clock.now(),
      ack: 1,
      stop: true,
      disable_keys: ["noisy"],
      enable_keys: ["late"],
    });
    expect(total("page.view")).toBe(1);
  });

  test("may name its instance in the path", async () => {
    const { handler } = open();
    const update = validUpdate({ instance_id: "größe/1" });
    const path = `POST /v1/update/${encodeURIComponent(update.instance_id)}`;
    expect((await ask(handler, path, update)).status).toBe(200);
    expect((await ask(handler, "POST /v1/update/", validUpdate())).status).toBe(200);
  });

  test("may name its app in the address, where nothing else is taken for a path", async () => {
    const { handler } = open();
    for (const query of ["?app=shop", "?app=shop&key=a/update/b"]) {
      expect((await ask(handler, `POST /v1/update${query}`, validUpdate())).status).toBe(200);
    }
    const refused = await ask(handler, "POST /v1/update?app=my%20shop", validUpdate());
    expect(refused.status).toBe(400);
    expect(refused.json).toEqual({ error: expect.stringMatching(/^app: .*, not "my shop"$/) });
  });

  test.each(["/v1/update/somebody-else", "/v1/update/%", `/v1/update/${ID.toUpperCase()}`])(
    "that %s contradicts is refused",
    async (path) => {
      const { handler, total } = open();
      const { status, json } = await ask(handler, `POST ${path}`, validUpdate());
      expect([status, json]).toEqual([400, { error: "instance_id: not the one in the path" }]);
      expect(total("page.view")).toBe(0);
    },
  );

  test.each([
    [400, "body: not JSON at position 0", "nonsense", {}],
    [400, "data: must be an object", { ...validUpdate(), data: [] }, {}],
    [413, "body: more than 1024000 bytes", "x".repeat(1_024_001), {}],
    [415, "content-encoding: must be gzip or absent", "{}", { "content-encoding": "br" }],
  ])("is refused with %i: %s", async (status, error, body, headers) => {
    const { handler } = open();
    expect(await ask(handler, "POST /v1/update", body, headers)).toMatchObject({
      status,
      json: { error },
    });
  });
});

describe("an instance that comes far too often", () => {
  test("is sent away until the two minutes are over, alone", async () => {
    const { handler, clock, total } = open({ maxUpdates: 2 });
    const send = (seq: number, instance_id = ID) =>
      ask(handler, "POST /v1/update", validUpdate({ instance_id, seq }));
    await send(1);
    await send(2);
    clock.advance(30_000);
    const refused = await send(3);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("90");
    expect(refused.json).toEqual({ error: "too many requests" });
    expect(total("page.view")).toBe(2);
    expect((await send(1, "another")).status).toBe(200);
    clock.advance(90_000);
    expect((await send(3)).json).toMatchObject({ ack: 3 });
  });

  test("is not one that drains a full outbox", async () => {
    const { handler, total } = open();
    const sent = Array.from({ length: 128 }, (_, i) =>
      ask(handler, "POST /v1/update", validUpdate({ seq: i + 1 })),
    );
    expect((await Promise.all(sent)).every(({ status }) => status === 200)).toBe(true);
    expect(total("page.view")).toBe(128);
  });
});

describe("what may not come in", () => {
  /** An update whose body is never there. */
  const unread = (peer: string, query = "") => {
    const init = { method: "POST", body: new ReadableStream(), duplex: "half" };
    return from(peer, {}, `${HOME}/v1/update${query}`, init as RequestInit);
  };

  test("is sent away before its body is read: by address", async () => {
    const { handler, clock } = open({ maxPerAddress: 0 });
    const response = await handler(unread("203.0.113.7"));
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "120"]);
    expect(clock.pending()).toBe(0);
  });

  test("by app and by key, and its app is told", async () => {
    const told: string[] = [];
    const { handler, total } = open({
      ingestKeys: { shop: "key-of-the-shop" },
      maxPerApp: 1,
      onLimit: (...words) => told.push(words.join(" ")),
    });
    expect((await handler(unread("203.0.113.7", "?app=shop&key=wrong"))).status).toBe(403);
    expect((await handler(unread("203.0.113.7"))).status).toBe(403);
    const right = "?app=shop&key=key-of-the-shop";
    expect((await ask(handler, `POST /v1/update${right}`, validUpdate())).status).toBe(200);
    expect((await handler(unread("203.0.113.7", right))).status).toBe(429);
    expect(told).toEqual(["shop ingest-key", "default ingest-key", "shop rate-app"]);
    expect([total("page.view", "shop"), total("page.view")]).toEqual([1, 0]);
  });
});

describe("a store that fails", () => {
  test("means 503 and nothing half done; the cause stays inside", async () => {
    const told: unknown[] = [];
    const { handler, sql, total } = open({ onError: (error) => told.push(error) });
    sql.failNext(1);
    const { status, headers, json } = await ask(handler, "POST /v1/update", validUpdate());
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("5");
    expect(json).toEqual({ error: "not stored, please send again" });
    expect(told).toMatchObject([{ code: "storage", cause: { message: "disk full" } }]);
    expect(total("page.view")).toBe(0);
    expect((await ask(handler, "POST /v1/update", validUpdate())).json).toMatchObject({ ack: 1 });
    expect(total("page.view")).toBe(1);
  });

  test("by being closed means 503", async () => {
    const { handler, store } = open();
    await store.close();
    expect((await ask(handler, "POST /v1/update", validUpdate())).status).toBe(503);
  });
});

test("a reply tells what there is to tell, and the wait in nanoseconds", () => {
  const nothing = {
    interval_ms: HOUR_MS,
    stop: false,
    disabled_keys: [],
    enabled_keys: [],
    version: 2,
  };
  expect(replyTo({}, nothing, 5_000, 7)).toEqual({ next_update: 5e9, version: 2, now: 7 });
  const all = { ...nothing, stop: true, disabled_keys: ["a"], enabled_keys: ["b"] };
  expect(replyTo({ ack: 1, receipt: "r" }, all, 1, 7)).toEqual({
    next_update: 1e6,
    version: 2,
    now: 7,
    ack: 1,
    receipt: "r",
    stop: true,
    disable_keys: ["a"],
    enable_keys: ["b"],
  });
});
