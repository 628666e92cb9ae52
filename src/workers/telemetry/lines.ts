// Rows that travel between objects: a line of JSON each.
import { byCodePoint } from "../../core/code-point.ts";
import { utf8 } from "../../core/utf8.ts";

/** Rows of a page as lines. */
export function lineOf(row: object): string {
  return `${JSON.stringify(row)}\n`;
}

/** The rows of a stream, in pages. */
export async function* linesOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<object[], void, void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
      rest = lines.pop() as string;
      if (lines.length > 0) yield lines.map((line) => JSON.parse(line) as object);
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Rows of several in the order of their names, in which each of them has its own. */
export async function* inOrder<T>(
  all: readonly (Generator<readonly T[], void> | AsyncGenerator<readonly T[], void>)[],
  nameOf: (row: T) => string,
): AsyncGenerator<T[], void, void> {
  const open = new Set(all.map((pages) => ({ pages, rows: [] as readonly T[], at: 0 })));
  try {
    for (;;) {
      for (const each of open) {
        while (each.at === each.rows.length) {
          const { done, value } = await each.pages.next();
          if (done) break;
          [each.rows, each.at] = [value, 0];
        }
        if (each.at === each.rows.length) open.delete(each);
      }
      if (open.size === 0) return;
      const page: T[] = [];
      const name = (each: { rows: readonly T[]; at: number }) => nameOf(each.rows[each.at] as T);
      // Until one of them has to be read on.
      for (let isWhole = true; isWhole; ) {
        const next = [...open].reduce((one, other) =>
          byCodePoint(name(other), name(one)) < 0 ? other : one,
        );
        page.push(next.rows[next.at] as T);
        next.at += 1;
        isWhole = next.at < next.rows.length;
      }
      yield page;
    }
  } finally {
    for (const pages of all) void Promise.resolve(pages.return()).catch(() => {});
  }
}

/** Pages as a stream of lines, each read when it is wanted. */
export function streamOf(pages: Iterator<readonly object[], unknown>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        for (;;) {
          const { done, value } = pages.next();
          if (done) return controller.close();
          if (value.length > 0) return controller.enqueue(utf8(value.map(lineOf).join("")));
        }
      },
      cancel: () => void pages.return?.(),
    },
    { highWaterMark: 0 },
  );
}
