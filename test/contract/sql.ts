// What every `Sql` keeps: a table of sentences without a runner, for every platform that has one.
import assert from "node:assert/strict";
import type { Sql } from "../../src/core/ports.ts";

const rows = (sql: Sql, statement: string, ...values: (string | number | null)[]) =>
  sql.all(statement, ...values).map((row) => ({ ...row }));

function withTable(sql: Sql): Sql {
  sql.all("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, text TEXT) STRICT");
  return sql;
}

export const sqlContract: Record<string, (makeSql: () => Sql) => void> = {
  "gives back what was written": (makeSql) => {
    const sql = withTable(makeSql());
    sql.all("INSERT INTO t VALUES (?, ?, ?), (?, ?, ?)", 1, 2, "Ünï 😀", 2, 2 ** 53 - 1, null);
    assert.deepEqual(rows(sql, "SELECT * FROM t ORDER BY id"), [
      { id: 1, n: 2, text: "Ünï 😀" },
      { id: 2, n: 2 ** 53 - 1, text: null },
    ]);
  },
  "gives no rows for a statement that has none": (makeSql) => {
    assert.deepEqual(rows(withTable(makeSql()), "SELECT * FROM t"), []);
  },
  "returns rows of RETURNING": (makeSql) => {
    const sql = withTable(makeSql());
    assert.deepEqual(rows(sql, "INSERT INTO t (n) VALUES (?) RETURNING id, n", 7), [
      { id: 1, n: 7 },
    ]);
  },
  "adds on conflict": (makeSql) => {
    const sql = withTable(makeSql());
    const add = "INSERT INTO t VALUES (1, ?, NULL) ON CONFLICT DO UPDATE SET n = n + excluded.n";
    sql.all(add, 2);
    sql.all(add, 3);
    assert.deepEqual(rows(sql, "SELECT n FROM t"), [{ n: 5 }]);
  },
  "divides whole numbers only when they are cast": (makeSql) => {
    const [row] = makeSql().all("SELECT 7 / ? AS float, 7 / CAST(? AS INTEGER) AS whole", 2, 2);
    assert.deepEqual({ ...row }, { float: 3.5, whole: 3 });
  },
  "understands numbered parameters": (makeSql) => {
    assert.deepEqual(rows(makeSql(), "SELECT ?2 AS b, ?1 AS a, ?2 AS c", "one", "two"), [
      { b: "two", a: "one", c: "two" },
    ]);
  },
  "returns what a transaction returns and keeps what it wrote": (makeSql) => {
    const sql = withTable(makeSql());
    const result = sql.tx(() => {
      sql.all("INSERT INTO t VALUES (1, 1, NULL)");
      return "done";
    });
    assert.equal(result, "done");
    assert.equal(rows(sql, "SELECT * FROM t").length, 1);
  },
  "rolls back a transaction that throws, and passes the error on": (makeSql) => {
    const sql = withTable(makeSql());
    const run = () =>
      sql.tx(() => {
        sql.all("INSERT INTO t VALUES (1, 1, NULL)");
        throw new Error("no");
      });
    assert.throws(run, /^Error: no$/);
    assert.deepEqual(rows(sql, "SELECT * FROM t"), []);
  },
  "rolls back an inner transaction alone": (makeSql) => {
    const sql = withTable(makeSql());
    sql.tx(() => {
      sql.all("INSERT INTO t VALUES (1, 1, NULL)");
      assert.throws(() =>
        sql.tx(() => {
          sql.all("INSERT INTO t VALUES (2, 2, NULL)");
          throw new Error("no");
        }),
      );
      sql.tx(() => sql.all("INSERT INTO t VALUES (3, 3, NULL)"));
    });
    assert.deepEqual(rows(sql, "SELECT id FROM t ORDER BY id"), [{ id: 1 }, { id: 3 }]);
  },
  "can go on after a failed statement": (makeSql) => {
    const sql = withTable(makeSql());
    assert.throws(() => sql.tx(() => sql.all("INSERT INTO t VALUES (1, 'no number', NULL)")));
    sql.tx(() => sql.all("INSERT INTO t VALUES (1, 1, NULL)"));
    assert.equal(rows(sql, "SELECT * FROM t").length, 1);
  },
};
