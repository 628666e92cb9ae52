// Everything that was counted, for keeping elsewhere: streamed, in pieces between which others are served.

import type { AnyStore } from "../core/any-store.ts";
import { systemClock } from "../core/clock.ts";
import { type Column, csvHead, csvLine } from "../core/csv.ts";
import { EXPORT_CHUNK_CHARS, EXPORT_SLICE_MS } from "../core/limits.ts";
import type { Handler } from "../core/ports.ts";
import type { Rows } from "../core/rows.ts";
import { utf8 } from "../core/utf8.ts";
import { careful } from "./answer.ts";
import { exportOf } from "./query.ts";

/** What an export needs. */
export interface ExportOptions {
  readonly store: Pick<AnyStore, "rows">;
  /** Hears why one broke off in the middle, besides why it could not begin. */
  readonly onError?: (error: unknown) => void;
}

const as = (how: Column[1], ...names: readonly string[]): Column[] =>
  names.map((name) => [name, how]);
const BUCKET = [...as("text", "app", "key"), ...as("plain", "kind", "ts", "step")];
const COLUMNS: { readonly [W in keyof Rows]: readonly Column[] } = {
  totals: [...BUCKET, ["total", "plain"]],
  members: [...BUCKET, ["member", "json"], ...as("plain", "other", "total")],
  values: [
    ...as("text", "app", "key", "field"),
    ["value", "json"],
    ...as("plain", "instances", "last_at"),
  ],
  instances: [
    ...as("text", "id", "app"),
    ...as("plain", "first_seen", "last_seen", "expect_next", "updates", "duplicates"),
    ...as("plain", "controls", "overdue"),
  ],
  changes: [
    ...as("plain", "version", "at"),
    ...as("text", "author", "reason"),
    ["change", "json"],
    ["undoes", "plain"],
  ],
};
const TYPES = { ndjson: "application/x-ndjson", csv: "text/csv; charset=utf-8; header=present" };

/**
 * The route `GET /export`: `what` is `totals` (default), `members`, `values`, `instances` or `changes`, `format` is
 * `ndjson` (default) or `csv`. Of totals and members `range`, `to` and `step` are as in the read API; `app` and `key` pick
 * one. What is wrong is named in a 400 before anything is sent; what fails later breaks the connection off, so that
 * nobody takes a part for the whole. Each row is as of the moment it is read.
 */
export function exportRoutes(options: ExportOptions): Readonly<Record<string, Handler>> {
  const { store, onError } = options;
  return {
    "GET /export": careful(async (request) => {
      const { what, format, ...wanted } = exportOf(new URL(request.url).searchParams);
      const columns = COLUMNS[what];
      const isCsv = format === "csv";
      const write = isCsv
        ? (row: object) => csvLine(columns, row)
        : (row: object) => `${JSON.stringify(row)}\n`;
      const pages = textsOf(store.rows(what, wanted), write);
      // A store that cannot be read at all is no stream that breaks off.
      const first = (isCsv ? csvHead(columns) : "") + ((await pages.next()).value ?? "");
      return new Response(streamOf(first, pages, onError), {
        headers: {
          "content-type": TYPES[format],
          "content-disposition": `attachment; filename="tallybeacon-${what}.${format}"`,
          "cache-control": "no-store",
        },
      });
    }, onError),
  };
}

async function* textsOf(
  pages: Iterable<readonly object[]> | AsyncIterable<readonly object[]>,
  write: (row: object) => string,
): Texts {
  for await (const page of pages) yield page.map(write).join("");
}

type Texts = AsyncGenerator<string, void, void>;

/** Texts as a stream that reads on when it is read, for some milliseconds at a time. */
function streamOf(
  first: string,
  texts: Texts,
  onError: ((error: unknown) => void) | undefined,
): ReadableStream<Uint8Array> {
  let text = first;
  let isDone = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          do {
            text += await slice(texts, EXPORT_CHUNK_CHARS - text.length, () => (isDone = true));
            // Also when there is something to send: whoever reads fast enough would keep all others waiting.
            await pause();
          } while (text === "" && !isDone);
        } catch (error) {
          onError?.(error);
          throw error;
        }
        if (text !== "") controller.enqueue(utf8(text));
        text = "";
        if (isDone) controller.close();
      },
      cancel: () => void texts.return(),
    },
    // Nothing is read before somebody wants it.
    { highWaterMark: 0 },
  );
}

/** Reads until there is enough, the time is over, or there is no more. */
async function slice(texts: Texts, maxChars: number, done: () => void): Promise<string> {
  // The event loop's time, whatever the time is that the data is from.
  const endMs = systemClock.now() + EXPORT_SLICE_MS;
  let text = "";
  while (text.length < maxChars && systemClock.now() < endMs) {
    const next = await texts.next();
    if (next.done) {
      done();
      break;
    }
    text += next.value;
  }
  return text;
}

/** Until what waits for the event loop has had its turn. */
export function pause(): Promise<void> {
  return new Promise((resolve) => systemClock.after(0, resolve, true));
}
