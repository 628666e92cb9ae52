// What the store remembers of its database.
import { expect, test } from "vitest";
import type { Sql } from "../../../src/core/ports.ts";
import type { KnownApp, KnownKey } from "../../../src/store/app.ts";
import { emptyBatch, instanceIn } from "../../../src/store/batch.ts";
import { createKnown } from "../../../src/store/known.ts";
import { receiptOf } from "../../../src/store/receipt.ts";
import { migrateStore } from "../../../src/store/schema.ts";
import { sawKey } from "../../../src/store/seen.ts";
import { knownApp, memorySql } from "../../support/store.ts";

function listening(): { sql: Sql; asked: () => number } {
  const inner = memorySql();
  migrateStore(inner);
  inner.all("UPDATE app SET instances = 1, members = 2");
  inner.all(
    "INSERT INTO key VALUES (1, 1, 'a', 'count', 5, 0, 0, 0), (2, 1, 'b', 'set', 5, 2, 0, 0)",
  );
  inner.all(`INSERT INTO member (key, value) VALUES (2, '"x"'), (2, '"y"')`);
  inner.all("INSERT INTO instance VALUES ('i', 1, 2, 3, 4, 5, 'new', '[1,3]', NULL, 1)");
  inner.all(`INSERT INTO instance_keys VALUES ('i', 8, '{"7":[1],"8":[2]}')`);
  inner.all(
    `INSERT INTO epoch VALUES
     ('i', 'old', '[1,1,4,9]', 7, '{"recorded":9,"accepted":5,"duplicates":1}')`,
  );
  let asked = 0;
  const all: Sql["all"] = (...query) => {
    asked += 1;
    return inner.all(...query);
  };
  return { sql: { all, tx: inner.tx }, asked: () => asked };
}

test("reads keys, instances and epochs once, then knows them", () => {
  const { sql, asked } = listening();
  const known = createKnown(sql);
  const look = () => {
    const instance = known.instance("i");
    expect([...instance.keys]).toEqual([
      ["a", 7],
      ["b", 8],
    ]);
    expect([instance.epoch, instance.minute]).toEqual(["new", 8]);
    expect(known.epoch(instance, "new")).toMatchObject({ runs: [1, 3], lastAt: 2 });
    expect(known.epoch(instance, "old")).toMatchObject({
      runs: [1, 1, 4, 9],
      lastAt: 7,
      account: { recorded: 9, accepted: 5, duplicates: 1 },
    });
    const app = known.app("default");
    expect(app).toMatchObject({ id: 1, instances: 1, members: 2 });
    expect(instance.app).toBe(app);
    expect(app?.keys.get("b")).toMatchObject({ id: 2, kind: "set", memberCount: 2 });
  };
  look();
  const before = asked();
  look();
  expect(asked()).toBe(before);
});

test("asks nothing about epochs of an instance that is new", () => {
  const { sql, asked } = listening();
  const known = createKnown(sql);
  const instance = known.instance("new one");
  const before = asked();
  expect(known.epoch(instance, "e")).toBeUndefined();
  expect([asked(), instance.minute]).toEqual([before, -1]);
});

test("admits known keys always and new ones while there is room", () => {
  const known = createKnown(listening().sql, 3);
  const batch = emptyBatch();
  const app = known.app("default") as KnownApp;
  expect(known.admit(app, "x".repeat(1_025), batch)).toBe("key-length");
  expect(known.admit(app, "c", batch)).toBe(0);
  expect(known.admit(app, "d", batch)).toBe("keys");
  expect(known.admit(app, "c", batch)).toBe(0);
  expect(known.admit(app, "a", batch)).toBe(1);
  const other = known.app("other") as KnownApp;
  expect(known.admit(other, "d", batch)).toBe(0);
});

test("makes an app that is new, at most a hundred", () => {
  const { sql } = listening();
  const known = createKnown(sql);
  const made = known.app("shop");
  expect(made).toMatchObject({ id: 2, name: "shop", instances: 0, members: 0 });
  expect(known.app("shop")).toBe(made);
  for (let i = 0; i < 98; i += 1) expect(known.app(`app ${i}`)).toBeDefined();
  expect(known.app("one more")).toBeUndefined();
  expect(createKnown(sql).app("shop")).toMatchObject({ id: 2 });
});

test("reads again after it was told to forget", () => {
  const { sql, asked } = listening();
  const known = createKnown(sql);
  const instance = known.instance("i");
  instance.keys.set("made up", 1);
  known.forget();
  const before = asked();
  expect(known.instance("i").keys.has("made up")).toBe(false);
  expect(asked()).toBeGreaterThan(before);
});

test("starts anew when it remembers too much", () => {
  const known = createKnown(listening().sql, undefined, 8);
  const batch = emptyBatch();
  const instance = known.instance("i");
  instanceIn(batch, instance, knownApp(), 0);
  known.trim(batch);
  expect(known.instance("i")).toBe(instance);
  for (const key of "abcdefgh") instance.keys.set(key, 0);
  known.trim(batch);
  expect(known.instance("i")).not.toBe(instance);
});

test("weighs long members, too", () => {
  const known = createKnown(listening().sql, undefined, 10);
  const key = known.app("default")?.keys.get("b") as KnownKey;
  known.addMember(key, "x".repeat(1_000), { id: 3, minute: 0 });
  known.trim(emptyBatch());
  expect(known.app("default")?.keys.get("b")?.members.size).toBe(0);
});

test("weighs the bits of keys with high numbers, too", () => {
  const known = createKnown(listening().sql, undefined, 20);
  const batch = emptyBatch();
  const instance = known.instance("i");
  instanceIn(batch, instance, knownApp(), 0);
  sawKey(instance.seen, 9_999, 1);
  known.trim(batch);
  expect(known.instance("i")).not.toBe(instance);
});

test("refuses a key that the database would give back as another one", () => {
  const known = createKnown(listening().sql);
  const batch = emptyBatch();
  expect(["a\0b", "\ud800"].map((key) => known.admit(knownApp(), key, batch))).toEqual([
    "key-text",
    "key-text",
  ]);
});

test("knows an epoch that was added, and asks again for one that was dropped", () => {
  const { sql, asked } = listening();
  const known = createKnown(sql);
  const instance = known.instance("i");
  expect(known.epoch(instance, "fresh")).toBeUndefined();
  const added = known.addEpoch(instance, "fresh");
  expect(known.epoch(instance, "fresh")).toBe(added);
  known.epoch(instance, "old");
  const before = asked();
  known.epoch(instance, "old");
  expect(asked()).toBe(before);
  known.dropEpoch("i", "old");
  known.dropEpoch("nobody", "old");
  expect(known.epoch(instance, "old")).toMatchObject({ runs: [1, 1, 4, 9] });
  expect(asked()).toBe(before + 1);
});

test("knows nothing of a forgotten instance but its receipt, which it finds again", () => {
  const { sql } = listening();
  const known = createKnown(sql);
  known.instance("i");
  known.forgetInstance("i", "9f");
  expect(known.instance("i")).toMatchObject({ receipt: "9f", epoch: undefined, minute: -1 });
  sql.all("INSERT INTO receipt VALUES (?, 1)", receiptOf("gone"));
  expect(known.instance("gone").receipt).toBe(receiptOf("gone"));
  expect(known.instance("another").receipt).toBeUndefined();
});

test("takes the minute of a key from its row, so that late data is known to be late", () => {
  const { sql } = listening();
  sql.all("UPDATE key SET last_at = 600000 WHERE id = 1");
  expect(createKnown(sql).app("default")?.keys.get("a")).toMatchObject({ minute: 10 });
});
