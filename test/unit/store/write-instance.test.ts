// What a batch has of one instance becomes rows.
import { expect, test } from "vitest";
import { emptyBatch, instanceIn } from "../../../src/store/batch.ts";
import { newEpoch } from "../../../src/store/epoch.ts";
import { newInstance } from "../../../src/store/instance.ts";
import { migrateStore } from "../../../src/store/schema.ts";
import { writeInstance } from "../../../src/store/write-instance.ts";
import { knownApp, memorySql, NOW_MS } from "../../support/store.ts";

function open() {
  const sql = memorySql();
  migrateStore(sql);
  const all = (statement: string) => sql.all(statement).map((row) => ({ ...row }));
  return { sql, all, instance: newInstance("i"), app: knownApp(), batch: emptyBatch() };
}

test("an instance is counted for its app, once, and for another when it moved there", () => {
  const { sql, all, instance, app } = open();
  const shop = knownApp(2, "shop");
  const put = (to: typeof app) => {
    const additions = instanceIn(emptyBatch(), instance, to, NOW_MS);
    additions.app = to;
    writeInstance(sql, additions, () => {});
    return [app.instances, shop.instances, all("SELECT app FROM instance")[0]?.["app"]];
  };
  expect(put(app)).toEqual([1, 0, 1]);
  expect(put(app)).toEqual([1, 0, 1]);
  expect(put(shop)).toEqual([0, 1, 2]);
});

test("an epoch that is heard no more is written down apart, and each is counted up", () => {
  const { sql, all, instance, app } = open();
  const recounted: object[] = [];
  const hear = (name: string) => {
    const additions = instanceIn(emptyBatch(), instance, app, NOW_MS);
    instance.epochs.set(name, newEpoch());
    additions.epochs.add(name);
    additions.epoch = name;
    writeInstance(sql, additions, (epoch) => recounted.push(epoch));
  };
  hear("one");
  hear("two");
  expect(all("SELECT epoch FROM instance")).toEqual([{ epoch: "two" }]);
  expect(all("SELECT epoch FROM epoch")).toEqual([{ epoch: "one" }]);
  expect(recounted).toHaveLength(3);
});

test("values of keys that have no number are left out", () => {
  const { sql, all, instance, app, batch } = open();
  const key = {
    kind: "value",
    minute: 0,
    memberCount: 0,
    members: new Map(),
    untrimmed: 0,
  } as const;
  app.keys.set("k", { ...key, id: 7 });
  const additions = instanceIn(batch, instance, app, NOW_MS);
  for (const name of ["k", "gone"]) {
    additions.values.set(name, { whole: { value: "1", at: 5 }, fields: undefined });
    instance.keys.set(name, 3);
  }
  expect(writeInstance(sql, additions, () => {})).toBe(0);
  expect(all("SELECT key, instance, field, value, at FROM value")).toEqual([
    { key: 7, instance: "i", field: "", value: "1", at: 5 },
  ]);
  expect(all("SELECT keys FROM instance_keys")).toEqual([{ keys: '{"3":[7]}' }]);
});
