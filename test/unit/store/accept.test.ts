// One update is taken into a batch.
import { describe, expect, test } from "vitest";
import { createAccept } from "../../../src/store/accept.ts";
import { emptyBatch } from "../../../src/store/batch.ts";
import { createKnown } from "../../../src/store/known.ts";
import { migrateStore } from "../../../src/store/schema.ts";
import { HOUR, memorySql, NOW_MS, openStore, updateOf } from "../../support/store.ts";

function open(maxInstances = 2) {
  const sql = memorySql();
  migrateStore(sql);
  const known = createKnown(sql);
  const add = createAccept(known, maxInstances);
  const batch = emptyBatch();
  const send = (instance_id: string, app = "default") =>
    add(batch, app, updateOf({ k: 1 }, { instance_id }), NOW_MS, NOW_MS);
  return { batch, send };
}

describe("an update", () => {
  test("of an instance that there is no room for is turned away and counted, of each app by itself", () => {
    const { batch, send } = open();
    expect(["a", "b", "c", "a"].map((id) => send(id))).toEqual([
      { fresh: true },
      { fresh: true },
      { fresh: false, full: "instances" },
      { fresh: true },
    ]);
    expect(send("c", "shop")).toEqual({ fresh: true });
    expect([...batch.refused].map(([{ name }, counts]) => [name, [...counts]])).toEqual([
      ["default", [["instances", 1]]],
    ]);
    expect([...batch.instances.keys()]).toEqual(["a", "b", "c"]);
  });

  test("of an instance of another app needs room as well", async () => {
    const { batch, send } = open();
    for (const id of ["a", "b"]) send(id, "shop");
    for (const id of ["c", "d"]) send(id);
    expect(send("c", "shop")).toEqual({ fresh: false, full: "instances" });
    expect(send("c")).toEqual({ fresh: true });
    expect(send("e", "blog")).toEqual({ fresh: true });
    expect(send("a", "blog")).toEqual({ fresh: true });
    expect(batch.instances.get("a")?.app.name).toBe("blog");
    expect(send("c", "shop")).toEqual({ fresh: true });
    const { store, sql } = openStore(memorySql(), { maxInstances: 2 });
    const tell = (instance_id: string, app: string) =>
      store.accept(updateOf({ k: 1 }, { instance_id }), NOW_MS, NOW_MS, app);
    for (let i = 0; i < 9; i += 1) {
      await tell(`i${i}`, "shop");
      await tell(`i${i}`, "blog");
    }
    expect(sql.all("SELECT id FROM instance")).toHaveLength(4);
    expect(store.apps().map(({ instances }) => instances)).toEqual([2, 0, 2]);
  });

  test("of an app beyond the hundredth is turned away", () => {
    const { send } = open(1_000);
    for (let i = 0; i < 99; i += 1) expect(send(`i${i}`, `app ${i}`)).toEqual({ fresh: true });
    expect(send("one more", "one app more")).toEqual({ fresh: false, full: "apps" });
  });

  test("of an instance that is heard for another app counts there, once, and its keys go with it", async () => {
    const { store, clock, sql } = openStore();
    const send = (app: string, seq: number, data: Record<string, number>) =>
      store.accept(
        updateOf(data, { epoch: "e", seq, timestamp: new Date(clock.now()).toISOString() }),
        clock.now(),
        clock.now(),
        app,
      );
    store.keys(HOUR);
    await send("shop", 1, { k: 1 });
    await send("blog", 2, { k: 2, other: 1 });
    expect(await send("shop", 2, { k: 2 })).toEqual({ fresh: false, ack: 2 });
    await send("blog", 3, { k: 4 });
    const of = (app: string) =>
      store.keys(HOUR, app).map(({ key, total, instances }) => [key, total, instances]);
    expect(of("shop")).toEqual([["k", 1, 0]]);
    expect(of("blog")).toEqual([
      ["k", 6, 1],
      ["other", 1, 0],
    ]);
    expect(store.apps().map(({ app, instances }) => [app, instances])).toEqual([
      ["blog", 1],
      ["default", 0],
      ["shop", 0],
    ]);
    expect(openStore(sql, { clock }).store.keys(HOUR, "blog")).toEqual(store.keys(HOUR, "blog"));
  });
});
