// The tables of the store.
import { expect, test } from "vitest";
import { migrate } from "../../../src/storage/migrate.ts";
import { migrateStore, VERSIONS } from "../../../src/store/schema.ts";
import { HOUR, memorySql, NOW_MS, openStore } from "../../support/store.ts";

test("is made once and is strict throughout", () => {
  const sql = memorySql();
  migrateStore(sql);
  migrateStore(sql);
  const tables = sql.all(
    "SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'",
  );
  expect(tables.length).toBeGreaterThan(10);
  expect(tables.filter((row) => row["strict"] !== 1)).toEqual([]);
});

/** What the first release wrote: two epochs of one instance, one of them current again, with gaps. */
function firstRelease() {
  const sql = memorySql();
  migrate(sql, "store", VERSIONS.slice(0, 1));
  const minute = Math.floor(NOW_MS / 60_000);
  sql.all("INSERT INTO key VALUES (1, 'k', 'count', ?)", NOW_MS);
  sql.all("INSERT INTO key_minute VALUES (?, 1, 7, ?)", minute, NOW_MS);
  sql.all("INSERT INTO instance VALUES ('i', 1, 2, 3, 4, 5, 'a', '[1,3,6,6,9,9]')");
  sql.all("INSERT INTO instance VALUES ('plain', 1, 2, 3, 4, 5, NULL, NULL)");
  for (const id of ["i", "plain"]) {
    sql.all("INSERT INTO instance_keys VALUES (?, ?, ?)", id, minute, `{"${minute}":[1]}`);
  }
  sql.all("INSERT INTO epoch VALUES ('i', 'a', '[1,1]', 1), ('i', 'b', '[2,2]', ?)", NOW_MS);
  sql.all("INSERT INTO setting VALUES ('interval_ms', 60000)");
  return sql;
}

test("of the first release are brought up to date with all that is in them", async () => {
  const { store, send } = openStore(firstRelease());
  expect(store.keys(HOUR)).toMatchObject([{ key: "k", total: 7, instances: 2 }]);
  expect(store.controls()).toMatchObject({ interval_ms: 60_000, version: 0 });
  expect(await send({ k: 1 }, { epoch: "a", seq: 3 })).toEqual({ fresh: false, ack: 3 });
  expect(await send({ k: 1 }, { epoch: "b", seq: 2 })).toEqual({ fresh: false, ack: 0 });
  expect(store.keys(HOUR)).toMatchObject([{ total: 7 }]);
});

test("of the first release have accounts from then on, and know what was missing before", async () => {
  const { store, send } = openStore(firstRelease());
  expect(store.accounting(9)).toMatchObject({ recorded: 0, missing: 5, epochs: [{}, {}] });
  await send({ k: 1 }, { epoch: "a", seq: 4, calls: 2, recorded: 2 });
  await send({ k: 1 }, { epoch: "b", seq: 1, calls: 1 });
  const { epochs, ...sums } = store.accounting(9);
  expect(sums).toMatchObject({ recorded: 3, accepted: 3, missing: 3, pending: 0 });
  expect(epochs.map(({ epoch, missing }) => [epoch, missing])).toEqual([
    ["a", 3],
    ["b", 0],
  ]);
});
