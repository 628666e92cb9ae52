// Metric maps in the database of an object: those that came in and were not told yet, and what the last flush left.
import type { MetricMap, Series } from "../../core/metric.ts";
import type { Sql } from "../../core/ports.ts";
import { MAX_ROW_CHARS } from "../../core/shard-limits.ts";
import { METRIC_KINDS, seriesOf } from "../../metrics/kinds.ts";
import { emptyMap } from "../../metrics/map.ts";
import { rekey } from "../../metrics/rekey.ts";
import { migrate } from "../../storage/migrate.ts";
import { fromText, textOf } from "../../store/pushes/text.ts";

const TABLES = [
  // What is too long for a row goes on in the next ones, but for the last of them.
  "CREATE TABLE metric_map (id INTEGER PRIMARY KEY, at REAL NOT NULL, ends INTEGER NOT NULL, text TEXT NOT NULL) STRICT",
  "CREATE TABLE metrics_left (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
];

/** What a flush leaves to the next one. */
export interface Left {
  /** When the interval began that is under way, and when metrics came last. */
  readonly sinceMs: number;
  readonly heardAtMs: number;
  /** Series that are still told, of an aggregator. */
  readonly held: MetricMap;
}

/** Metric maps that are kept. */
export interface KeptMaps {
  /** Keeps one that came in. Throws when it could not be kept. */
  add(map: MetricMap, atMs: number): void;
  /** When those came in that are kept: the first and the last. */
  times(): readonly [firstMs: number, lastMs: number] | undefined;
  /** Those that came in, and the number of the last. */
  added(): { readonly maps: readonly MetricMap[]; readonly last: number };
  left(): Left | undefined;
  /** Forgets those up to a number, which a flush has told, and keeps what it left. */
  settle(last: number, left: Left | undefined): void;
}

/** Makes its tables when they are missing. `maxChars` is `MAX_ROW_CHARS` but in tests. */
export function createKeptMaps(sql: Sql, maxChars: number = MAX_ROW_CHARS): KeptMaps {
  migrate(sql, "metrics", [TABLES]);
  return {
    add: (map, atMs) =>
      sql.tx(() => {
        const pieces = piecesOf(textOf(plain(map)), maxChars);
        for (const [at, piece] of pieces.entries()) {
          const ends = Number(at === pieces.length - 1);
          sql.all("INSERT INTO metric_map VALUES (NULL, ?, ?, ?)", atMs, ends, piece);
        }
      }),
    times() {
      const [row] = sql.all("SELECT MIN(at) AS first, MAX(at) AS last FROM metric_map");
      const { first = null, last = null } = row ?? {};
      return first === null ? undefined : [first as number, last as number];
    },
    added() {
      const maps: MetricMap[] = [];
      let [last, text] = [0, ""];
      for (const row of sql.all("SELECT * FROM metric_map ORDER BY id")) {
        text += row["text"] as string;
        if (row["ends"] === 0) continue;
        maps.push(mapOf(fromText(text) as Plain));
        [last, text] = [row["id"] as number, ""];
      }
      return { maps, last };
    },
    left() {
      const rows = sql.all("SELECT text FROM metrics_left ORDER BY id");
      if (rows.length === 0) return undefined;
      const left = fromText(rows.map((row) => row["text"]).join("")) as Left & { held: Plain };
      return { ...left, held: mapOf(left.held) };
    },
    settle: (last, left) =>
      sql.tx(() => {
        sql.all("DELETE FROM metric_map WHERE id <= ?", last);
        sql.all("DELETE FROM metrics_left");
        const text = left && textOf({ ...left, held: plain(left.held) });
        for (const piece of text === undefined ? [] : piecesOf(text, maxChars)) {
          sql.all("INSERT INTO metrics_left VALUES (NULL, ?)", piece);
        }
      }),
  };
}

/** Series by kind, with lists for sets. */
type Plain = readonly (readonly Series<unknown>[])[];

function plain(map: MetricMap): Plain {
  return METRIC_KINDS.map((kind) =>
    Array.from(seriesOf(map, kind).values(), (series) =>
      series.value instanceof Set ? { ...series, value: [...series.value] } : series,
    ),
  );
}

function mapOf(lists: Plain): MetricMap {
  const map = emptyMap();
  METRIC_KINDS.forEach((kind, at) => {
    for (const [key, series] of (lists[at] as Plain[number]).entries()) {
      const { value } = series;
      const own = kind === "sets" ? { ...series, value: new Set(value as string[]) } : series;
      seriesOf(map, kind).set(String(key), own);
    }
  });
  return rekey(map, (series) => series);
}

/** A text in pieces of so many characters, none of which ends between the two halves of one. */
function piecesOf(text: string, maxChars: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const isCut = /[\uD800-\uDBFF]/.test(text.charAt(start + maxChars - 1));
    const end = start + maxChars - Number(isCut);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
