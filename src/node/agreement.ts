// Whether what is kept twice says the same: counts beside what they count, and each level beside the next.
import type { Sql } from "../core/ports.ts";
import { createMarks, LEVELS } from "../store/levels.ts";
import type { Finding } from "./finding.ts";

const COUNTS: readonly { readonly what: string; readonly statement: string }[] = [
  {
    what: "instances of app",
    statement: `SELECT name, instances AS said,
      (SELECT count(*) FROM instance WHERE instance.app = app.id) AS found FROM app`,
  },
  {
    what: "members of app",
    statement: `SELECT name, members AS said,
      (SELECT total(key.members) FROM key WHERE key.app = app.id) AS found FROM app`,
  },
  {
    what: "members of key",
    statement: `SELECT key AS name, members AS said,
      (SELECT count(*) FROM member WHERE member.key = key.id) AS found FROM key`,
  },
  {
    what: "installs of application",
    statement: `SELECT name, installs AS said,
      (SELECT count(*) FROM install WHERE install.application = application.id) AS found
      FROM application`,
  },
];

/** Sums of fractions differ by their order. */
const TOLERANCE = 1e-9;

/** Compares all of it; a finding for each that differs. */
export function disagreements(sql: Sql): Finding[] {
  const counts = COUNTS.flatMap(({ what, statement }) =>
    sql
      .all(`SELECT * FROM (${statement}) WHERE said <> found`)
      .map(({ name, said, found }) => `${what} "${name}" are ${found}, and said to be ${said}`),
  );
  return [...counts, ...levels(sql)].map((what) => ({ what, advice: ADVICE }));
}

const ADVICE =
  "updates are taken and counted all the same; tell us, with the output of this command";

/** Over all that two levels both have. */
function levels(sql: Sql): string[] {
  const marks = createMarks(sql).read();
  return LEVELS.slice(1).flatMap((coarser, index) => {
    const finer = LEVELS[index] as (typeof LEVELS)[number];
    const from = Math.max(marks[index]?.kept ?? 0, marks[index + 1]?.kept ?? 0);
    const to = marks[index + 1]?.rolled ?? 0;
    const pairs = [
      [finer.keyTable, coarser.keyTable],
      [finer.memberTable, coarser.memberTable],
    ] as const;
    return pairs.flatMap((tables) => {
      const [a = 0, b = 0] = tables.map((table) =>
        Number(
          sql.all(
            `SELECT total(total) AS sum FROM ${table} WHERE minute >= ? AND minute < ?`,
            from,
            to,
          )[0]?.["sum"],
        ),
      );
      const isSame = Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
      return isSame ? [] : [`${tables[0]} adds up to ${a}, ${tables[1]} to ${b}`];
    });
  });
}
