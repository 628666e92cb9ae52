// A store that is one of several.
import { describe, expect, test } from "vitest";
import type { Asked } from "../../../src/core/part.ts";
import { MAX_APPS } from "../../../src/core/store-limits.ts";
import { faultySql, HOUR, memorySql, NOW_MS, openPart } from "../../support/store.ts";

const MINUTE = Math.floor(NOW_MS / 60_000);

describe("a shard and its root", () => {
  test("have together what was counted, at each moment", async () => {
    const shard = openPart();
    const root = openPart(undefined, { isShard: false });
    const rootTotal = () => root.store.keys(HOUR)[0]?.total ?? 0;
    const ahead = () =>
      shard.part
        .ahead(root.part.received("s"), "default")
        .flatMap(({ totals }) => totals)
        .reduce((sum, [, total]) => sum + total, 0);
    for (let sent = 1; sent <= 10; sent += 1) {
      await shard.send({ a: 1 });
      expect(rootTotal() + ahead()).toBe(sent);
      const taken = sent % 3 === 0 ? shard.part.take() : undefined;
      expect(rootTotal() + ahead()).toBe(sent);
      if (taken) root.part.receive("s", taken);
      expect(rootTotal() + ahead()).toBe(sent);
      // Each second reply is lost.
      if (taken && sent % 2 === 0) shard.part.settle(taken.seq);
      expect(rootTotal() + ahead()).toBe(sent);
    }
  });

  test("a shard keeps totals by the minute until they are handed up, however old", async () => {
    const { store, part, send, clock } = openPart();
    await send({ a: 2 });
    clock.advance(90 * 86_400_000);
    while (store.compact());
    expect(part.take()?.keys).toMatchObject([{ key: "a", totals: [[MINUTE, 2, NOW_MS]] }]);
  });
});

describe("senders", () => {
  test("are the instances that sent each key since a minute", async () => {
    const { part, send, clock } = openPart();
    await send({ a: 1, b: 1 }, { instance_id: "i" });
    clock.advance(60_000);
    await send({ a: 1 }, { instance_id: "i" });
    await send({ a: 1 }, { instance_id: "j" });
    expect(part.senders("default", MINUTE)).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect(part.senders("default", MINUTE + 1)).toEqual([
      ["a", 2],
      ["b", 0],
    ]);
    expect(part.senders("none", MINUTE)).toEqual([]);
  });
});

describe("an app", () => {
  test("that only others have heard of can be met", () => {
    const { part, store } = openPart();
    expect(part.hasApp("shop")).toBe(false);
    part.meet("shop");
    part.meet("shop");
    expect(part.hasApp("shop")).toBe(true);
    expect(store.control({ app: "shop", stop: true })).toMatchObject({
      wishes: [{ app: "shop", stop: true }],
    });
  });

  test("beyond as many as there may be is not met", () => {
    const { part } = openPart();
    for (let i = 0; i < MAX_APPS; i += 1) part.meet(`app-${i}`);
    expect(part.hasApp(`app-${MAX_APPS - 1}`)).toBe(false);
  });
});

test("the span of a window has the minute that is running", () => {
  const { part } = openPart();
  expect(part.span(HOUR)).toMatchObject({ from: MINUTE - 59, to: MINUTE + 1 });
});

describe("what the root asks", () => {
  const asked = (version: number, key: string): Asked => ({
    version,
    switches: [{ key, off: true, percent: 100, instances: [], at: NOW_MS }],
    wishes: [{ interval_ms: 5_000, stop: false }],
  });

  test("holds from the moment that it is heard, and after it was made again", () => {
    const { part, store, sql } = openPart();
    part.obey(asked(5, "a"));
    for (const each of [store, openPart(sql).store]) {
      expect(each.controls()).toMatchObject({
        version: 5,
        disabled_keys: ["a"],
        interval_ms: 5_000,
      });
    }
    expect(part.asked()).toEqual(asked(5, "a"));
  });

  test.each([
    ["older", 4],
    ["the same again", 5],
  ])("is no news when it is %s", (_, version) => {
    const { part, store } = openPart();
    part.obey(asked(5, "a"));
    part.obey(asked(version, "b"));
    expect(store.controls().disabled_keys).toEqual(["a"]);
  });

  test("takes the place of all that was asked before", () => {
    const { part, store } = openPart();
    part.obey(asked(5, "a"));
    part.obey({ version: 6, switches: [], wishes: [] });
    expect(store.controls()).toMatchObject({ version: 6, disabled_keys: [] });
    expect(store.allControls()).toMatchObject({ switches: [], wishes: [] });
  });

  test("is the same on its way from root to shard, whatever was changed", async () => {
    const root = openPart(undefined, { isShard: false });
    const shard = openPart();
    await root.send({ a: 1 });
    root.part.meet("shop");
    root.store.control({ disable: ["a"], instances: ["i", "j"] });
    root.store.control({ disable: ["b"], percent: 10, app: "shop" });
    const { version } = root.store.control({ stop: true, interval_ms: 60_000, app: "shop" });
    root.store.undo(version);
    root.store.control({ enable: ["a"] });
    shard.part.obey(structuredClone(root.part.asked()));
    expect(shard.store.allControls()).toEqual(root.store.allControls());
    for (const [app, instance] of [[], ["shop"], ["shop", "i"], ["default", "j"]] as const) {
      expect(shard.store.controls(app, instance)).toEqual(root.store.controls(app, instance));
    }
  });

  test("makes the apps it is about, as far as there is room", () => {
    const { part, store } = openPart();
    for (let i = 1; i < MAX_APPS - 1; i += 1) part.meet(`app-${i}`);
    const wishes = ["shop", "blog"].map((app) => ({ app, interval_ms: null, stop: true }));
    part.obey({ version: 5, switches: [], wishes });
    expect([part.hasApp("shop"), part.hasApp("blog")]).toEqual([true, false]);
    expect([store.controls("shop").stop, store.controls("blog").stop]).toEqual([true, false]);
  });

  test("that cannot be written is not obeyed by half, and is when it comes again", async () => {
    for (let at = 0; at < 6; at += 1) {
      const sql = faultySql(memorySql());
      const { part, store, send } = openPart(sql);
      part.obey(asked(5, "a"));
      sql.failNext(at);
      const next = { ...asked(6, "b"), wishes: [{ app: "shop", interval_ms: null, stop: true }] };
      expect(() => part.obey(next)).toThrow("disk full");
      expect(store.controls()).toMatchObject({ version: 5, disabled_keys: ["a"] });
      await send({ a: 1 });
      part.obey(next);
      expect(store.controls("shop")).toMatchObject({
        version: 6,
        disabled_keys: ["b"],
        stop: true,
      });
    }
  });
});
