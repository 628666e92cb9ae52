// The levels that totals are kept at, from the minute to the day, and how far each is filled.
import { TallybeaconError } from "../core/errors.ts";
import type { Sql } from "../core/ports.ts";
import { FILE_BACK_MS, KEEP, MAX_TOTAL } from "../core/store-limits.ts";
import type { Keep } from "../core/tally.ts";

/** One level; in its tables `minute` is the first of the bucket, since 1970. */
export interface Level {
  readonly name: keyof Keep;
  /** Minutes of a bucket, each a multiple of the one before. */
  readonly width: number;
  readonly keyTable: string;
  readonly memberTable: string;
}

/** The finest first. Days are those of UTC. */
export const LEVELS: readonly Level[] = [
  level("minute", 1, "minute"),
  level("fiveMinutes", 5, "5_minutes"),
  level("hour", 60, "hour"),
  level("day", 1_440, "day"),
];

function level(name: Level["name"], width: number, tables: string): Level {
  return { name, width, keyTable: `key_${tables}`, memberTable: `member_${tables}` };
}

/**
 * Begins a statement: `span` has the buckets of a level from its first parameter up to its second. A seek for each,
 * however many other rows there are, where CROSS JOIN keeps SQLite from reading all of the table instead; and none
 * before the oldest row, as there are millions of minutes since 1970.
 */
export const withSpan = ({
  width,
  keyTable,
}: Level): string => `WITH RECURSIVE span (minute, upto) AS (
  SELECT * FROM (SELECT max(CAST(? AS INTEGER), (SELECT min(minute) FROM ${keyTable})) AS minute,
    CAST(? AS INTEGER) AS upto) WHERE minute < upto
  UNION ALL SELECT minute + ${width}, upto FROM span WHERE minute + ${width} < upto)`;

/** The oldest minute of a level from `from` on; infinity where there is none. */
export function oldestOf(sql: Sql, { keyTable }: Level, from: number): number {
  const [row] = sql.all(`SELECT min(minute) AS oldest FROM ${keyTable} WHERE minute >= ?`, from);
  return (row?.["oldest"] as number | null) ?? Number.POSITIVE_INFINITY;
}

/** A sum of SQL that stays finite. */
export const bounded = (sum: string): string => `max(-${MAX_TOTAL}, min(${MAX_TOTAL}, ${sum}))`;

/** The first minute of the bucket of `width` minutes that a minute lies in. */
export function bucketOf(minute: number, width: number): number {
  return Math.floor(minute / width) * width;
}

/**
 * How far a level is filled: it has all of each minute from `kept` up to `rolled`, and nothing of others. Both are
 * bounds of buckets, `kept` of the next level's. The first level is always filled up to now.
 */
export interface Mark {
  readonly rolled: number;
  readonly kept: number;
  /** Keys up to this number have the bucket at `rolled`, too: it is being filled. Only remembered, to be done again if not. */
  readonly through?: number;
}

/** The marks of all levels, as the database has them. */
export interface Marks {
  /** In the order of `LEVELS`. */
  read(): readonly Mark[];
  /** To be called in the transaction that makes it true. */
  put(level: number, mark: Mark): void;
  /** After a transaction that failed: reads again. */
  forget(): void;
}

/** Reads the marks once. */
export function createMarks(sql: Sql): Marks {
  let marks: Mark[] | undefined;
  const read = (): Mark[] => {
    marks ??= readMarks(sql);
    return marks;
  };
  return {
    read,
    put(level, mark) {
      read()[level] = mark;
      const { name } = LEVELS[level] as Level;
      const rolled = level === 0 ? 0 : mark.rolled;
      sql.all("INSERT OR REPLACE INTO level VALUES (?, ?, ?)", name, rolled, mark.kept);
    },
    forget() {
      marks = undefined;
    },
  };
}

function readMarks(sql: Sql): Mark[] {
  const rows = sql.all("SELECT name, rolled, kept FROM level");
  return LEVELS.map(({ name }, level) => {
    const row = rows.find((each) => each["name"] === name);
    const rolled = level === 0 ? Number.POSITIVE_INFINITY : Number(row?.["rolled"] ?? 0);
    return { rolled, kept: Number(row?.["kept"] ?? 0) };
  });
}

/**
 * Fills in what `keep` leaves out. Throws `bad-option` for a time shorter than that of the level before, below an hour,
 * or for days so short that what comes late would find no place.
 */
export function checkedKeep(keep: Partial<Keep> = {}): Keep {
  const all = { ...KEEP, ...keep };
  let least = LEAST_MINUTE_SECONDS;
  for (const { name } of LEVELS) {
    if (name === "day") least = Math.max(least, LEAST_DAY_SECONDS);
    const seconds = all[name];
    const isLong = seconds === 0 || seconds >= least;
    if (!isLong || !(seconds < Number.POSITIVE_INFINITY)) {
      const bound = Number.isFinite(least) ? `0 or at least ${least}` : "0, as the one before is";
      throw new TallybeaconError(
        "bad-option",
        `keep.${name}: ${seconds} seconds; must be ${bound}`,
      );
    }
    least = seconds === 0 ? Number.POSITIVE_INFINITY : seconds;
  }
  return all;
}

const LEAST_MINUTE_SECONDS = 3_600;
const LEAST_DAY_SECONDS = FILE_BACK_MS / 1000 + 86_400;
