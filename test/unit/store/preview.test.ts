// Whom a change of controls would touch.
import { beforeEach, describe, expect, test } from "vitest";
import { PREVIEW_INSTANCES } from "../../../src/core/store-limits.ts";
import { addInstances, type OpenStore, openStore, updateOf } from "../../support/store.ts";

describe("a preview", () => {
  let open: OpenStore;
  const send = (id: string, data: Record<string, number>, app?: string) => {
    const now = open.clock.now();
    const timestamp = new Date(now).toISOString();
    return open.store.accept(updateOf(data, { instance_id: id, timestamp }), now, now, app);
  };

  beforeEach(async () => {
    open = openStore();
    await send("gone", { "cart.add": 1, "ua:1": 1 });
    open.clock.advance(90_000_000);
    for (let hour = 0; hour < 4; hour += 1) {
      for (const id of ["a", "b"]) await send(id, { "cart.add": 1 });
      await send("c", { "ua:1": 1, "ua:2": 1 });
      await send("s", { "cart.add": 1 }, "shop");
      open.clock.advance(hour < 3 ? 3_600_000 : 60_000);
    }
  });

  test.each([
    ["of a key", { disable: ["cart.add"] }, 3],
    ["of a key of an app", { disable: ["cart.add"], app: "shop" }, 1],
    ["of a family of keys", { disable: ["ua"] }, 1],
    ["of several keys", { disable: ["ua:2", "cart.add"] }, 4],
    ["of a key that never came", { disable: ["nobody"] }, 0],
    ["of a key for some instances", { disable: ["cart.add"], instances: ["b", "c"] }, 1],
    ["of a key for no share", { disable: ["cart.add"], percent: 0 }, 0],
    ["of the interval", { interval_ms: 5_000 }, 4],
    ["of an app that is stopped", { stop: true, app: "shop" }, 1],
    ["of an app that nobody knows", { stop: true, app: "none" }, 0],
    ["of nothing", {}, 0],
  ])("%s counts those heard within a day", (_, change, instances) => {
    expect(open.store.preview(change)).toMatchObject({ instances, estimated: false });
  });

  test("of the interval of every app leaves out apps that have their own", () => {
    const interval_ms = 5_000;
    open.store.control({ interval_ms, app: "shop" });
    const touched = (app?: string, stop?: boolean) =>
      open.store.preview({ interval_ms, ...(app && { app }), ...(stop && { stop }) }).instances;
    expect([touched(), touched("shop"), touched(undefined, true)]).toEqual([3, 1, 4]);
    open.store.control({ interval_ms: null, app: "shop" });
    expect(touched()).toBe(4);
  });

  test("tells what they send in an hour, and changes nothing", () => {
    const before = open.store.allControls();
    // Four updates in three hours, each.
    expect(open.store.preview({ disable: ["cart.add"] }).updates_per_hour).toBe(4);
    expect(open.store.allControls()).toEqual(before);
  });

  test("of a key that is enabled counts those for whom it is off", () => {
    open.store.control({ disable: ["cart.add"], instances: ["a", "gone"] });
    expect(open.store.preview({ enable: ["cart.add"] }).instances).toBe(1);
    expect(open.store.preview({ enable: ["other"] }).instances).toBe(0);
  });

  test("of more instances than it looks at is counted up", () => {
    const { sql, clock, store } = open;
    addInstances(sql, PREVIEW_INSTANCES, clock.now() + 60_000);
    expect(store.preview({ stop: true })).toEqual({
      instances: PREVIEW_INSTANCES + 4,
      updates_per_hour: 2 * (PREVIEW_INSTANCES + 4),
      estimated: true,
    });
  });

  test("of an app with few instances looks at all of these, however many others have", async () => {
    const { sql, clock, store } = open;
    addInstances(sql, 3 * PREVIEW_INSTANCES, clock.now() + 60_000);
    const before = performance.now();
    for (let i = 0; i < 20; i += 1) {
      const found = { instances: 1, estimated: false };
      expect(store.preview({ stop: true, app: "shop" })).toMatchObject(found);
    }
    // To look through all of them takes 100 ms and more.
    expect(performance.now() - before).toBeLessThan(500);
    expect(openStore(sql, { clock }).store.preview({ stop: true, app: "default" })).toMatchObject({
      instances: 3 * PREVIEW_INSTANCES + 4,
      estimated: true,
    });
  });
});
