// Rows that tell of a key, a member or an instance that is not there.
import type { Sql } from "../core/ports.ts";
import { OTHER_MEMBER } from "../store/schema.ts";
import type { Finding } from "./finding.ts";

/** What a column of this name and type stands for, in whatever table it is. */
const COLUMNS = [
  { column: "key", type: "INTEGER", of: "key" },
  { column: "member", type: "INTEGER", of: "member" },
  { column: "instance", type: "TEXT", of: "instance" },
] as const;

/** Looks through all tables: the store has no foreign keys, which would cost every update. */
export function strangers(sql: Sql, tables: readonly string[]): Finding[] {
  return tables.flatMap((table) => {
    const columns = sql.all("SELECT name, type FROM pragma_table_info(?)", table);
    return COLUMNS.flatMap(({ column, type, of }) => {
      const isThere = columns.some((each) => each["name"] === column && each["type"] === type);
      if (!isThere || !tables.includes(of)) return [];
      const count = countOf(sql, table, column, of);
      const what = `${count} rows of ${table} are of no ${of} there is`;
      return count > 0 ? [{ what, advice: ADVICE }] : [];
    });
  });
}

const ADVICE =
  "nothing is shown of them and nothing is wrong with the rest; tell us, with the output of this command";

function countOf(sql: Sql, table: string, column: string, of: string): number {
  const but = of === "member" ? `AND ${column} <> ${OTHER_MEMBER}` : "";
  const [row] = sql.all(
    `SELECT count(*) AS count FROM "${table}" WHERE ${column} NOT IN (SELECT id FROM ${of}) ${but}`,
  );
  return Number(row?.["count"]);
}
