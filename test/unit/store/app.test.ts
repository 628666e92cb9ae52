// Apps, as the store remembers them.
import { expect, test } from "vitest";
import { addApp, addKey, readApps } from "../../../src/store/app.ts";
import { migrateStore } from "../../../src/store/schema.ts";
import { memorySql } from "../../support/store.ts";

test("are read with their keys and what they have", () => {
  const sql = memorySql();
  migrateStore(sql);
  const shop = addApp(sql, "shop");
  expect(shop).toEqual({ id: 2, name: "shop", keys: new Map(), instances: 0, members: 0 });
  sql.all("UPDATE app SET instances = 3, members = 4 WHERE id = 2");
  sql.all(
    "INSERT INTO key VALUES (1, 1, 'k', 'count', 120000, 0, 0, 0), (2, 2, 'k', 'set', 5, 4, 0, 0)",
  );
  const apps = readApps(sql);
  expect([...apps.keys()]).toEqual(["default", "shop"]);
  expect(apps.get("default")?.keys.get("k")).toMatchObject({ id: 1, kind: "count", minute: 2 });
  expect(apps.get("shop")).toMatchObject({ instances: 3, members: 4 });
  expect(apps.get("shop")?.keys.get("k")).toMatchObject({ id: 2, memberCount: 4 });
});

test("have a key as soon as it is made, as it is read later", () => {
  const sql = memorySql();
  migrateStore(sql);
  const shop = addApp(sql, "shop");
  const made = addKey(sql, shop, "k", "set", 120_001);
  expect(made).toMatchObject({ id: 1, kind: "set", minute: 2, memberCount: 0, untrimmed: 0 });
  expect(shop.keys.get("k")).toBe(made);
  const { untrimmed: _, ...read } = readApps(sql).get("shop")?.keys.get("k") ?? {};
  expect(made).toMatchObject(read);
  expect(() => addKey(sql, shop, "k", "set", 0)).toThrow("UNIQUE");
});
