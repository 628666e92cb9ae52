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

/** What the second release wrote: one of everything. */
function secondRelease() {
  const sql = memorySql();
  migrate(sql, "store", VERSIONS.slice(0, 2));
  const minute = Math.floor(NOW_MS / 60_000);
  const put = (statement: string, ...values: (string | number)[]) => sql.all(statement, ...values);
  put("INSERT INTO key VALUES (1, 'n', 'count', ?), (2, 's', 'set', ?)", NOW_MS, NOW_MS);
  put("INSERT INTO key VALUES (3, 'v', 'value', ?), (4, 'l', 'list', ?)", NOW_MS, NOW_MS);
  put("INSERT INTO member VALUES (1, 2, '\"x\"'), (2, 2, '\"old\"')");
  for (let key = 1; key <= 4; key += 1) {
    put("INSERT INTO key_minute VALUES (?, ?, 7, ?)", minute, key, NOW_MS);
  }
  put("INSERT INTO key_minute VALUES (?, 2, 9, ?)", minute - 9_000, NOW_MS - 540_000_000);
  put("INSERT INTO member_minute VALUES (?, 2, 1, 3), (?, 2, 1, 4)", minute, minute - 9_000);
  put("INSERT INTO member_minute VALUES (?, 2, 2, 5)", minute - 9_000);
  put("INSERT INTO item VALUES (1, 4, 'i', '1', ?), (2, 4, 'i', '2', ?)", NOW_MS, NOW_MS);
  put("INSERT INTO value VALUES (3, 'i', '\"text\"', ?)", NOW_MS);
  put('INSERT INTO value VALUES (3, \'j\', \'{"a b":{"c":1},"":2,"d":"e"}\', ?)', NOW_MS);
  put("INSERT INTO value VALUES (3, 'k', '{}', ?)", NOW_MS);
  for (const id of ["i", "j"]) {
    put(
      `INSERT INTO instance VALUES (?, 1, 2, 3, 4, 5, 'e', '[1,2]',
      '{"recorded":3,"accepted":3,"duplicates":0,"controls":6}')`,
      id,
    );
    put("INSERT INTO instance_keys VALUES (?, ?, ?)", id, minute, `{"${minute}":[1,2,3]}`);
  }
  put("INSERT INTO switch VALUES ('n', 1, 5), ('was off', 0, 4)");
  put("INSERT INTO setting VALUES ('version', 6), ('stop', 1), ('interval_ms', 5000)");
  put("INSERT INTO refused VALUES ('keys', 3)");
  return sql;
}

test("of the second release are brought up to date with all that is in them", async () => {
  const { store, sql, send } = openStore(secondRelease());
  expect(store.apps()).toEqual([
    { app: "default", keys: 4, members: 2, instances: 2, refused: { keys: 3 } },
  ]);
  const hour = { total: 7, last_at: NOW_MS };
  expect(store.keys(HOUR)).toEqual([
    { ...hour, key: "l", kind: "list", members: 0, instances: 0, state: "on" },
    { ...hour, key: "n", kind: "count", members: 0, instances: 2, state: "off" },
    { ...hour, key: "s", kind: "set", members: 1, instances: 2, state: "on" },
    { ...hour, key: "v", kind: "value", members: 0, instances: 2, state: "on" },
  ]);
  expect(store.members("s", { seconds: 864_000, step: 3_600 }, 9)).toEqual({
    members: [
      { value: "x", total: 7 },
      { value: "old", total: 5 },
    ],
    other: 0,
  });
  const { values, fields } = store.values("v", 9);
  expect(values.map(({ value }) => value)).toEqual(["text", {}]);
  expect(fields.map(({ field, values: [held] }) => [field, held?.value])).toEqual([
    ["a b", { c: 1 }],
    ["d", "e"],
  ]);
  expect(store.values("l", 9)).toMatchObject({ values: [{}, {}], items: { total: 2, kept: 2 } });
  expect(store.instances(9, 0).instances[0]).toMatchObject({ app: "default", controls: 6 });
  expect(store.allControls()).toMatchObject({
    interval_ms: 5_000,
    stop: true,
    disabled_keys: ["n"],
    enabled_keys: ["was off"],
    version: 6,
  });
  expect(await send({ n: 1 }, { epoch: "e", seq: 2 })).toEqual({ fresh: false, ack: 2 });
  while (store.compact());
  expect(store.members("s", { seconds: 864_000, step: 3_600 }, 9).members[0]?.total).toBe(7);
  expect(sql.all("SELECT count(*) AS n FROM member_day")[0]?.["n"]).toBe(2);
});

test("of each release end up as the same tables", () => {
  const tables = (sql: ReturnType<typeof memorySql>) => {
    migrateStore(sql);
    return sql.all("SELECT type, name, sql FROM sqlite_schema ORDER BY name");
  };
  const fresh = tables(memorySql());
  expect(tables(firstRelease())).toEqual(fresh);
  expect(tables(secondRelease())).toEqual(fresh);
});
