// Rows that travel between objects: a line of JSON each.

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

/** Pages as a stream of lines, each read when it is wanted. */
export function streamOf(pages: Iterator<readonly object[], unknown>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        for (;;) {
          const { done, value } = pages.next();
          if (done) return controller.close();
          if (value.length > 0)
            return controller.enqueue(encoder.encode(value.map(lineOf).join("")));
        }
      },
      cancel: () => void pages.return?.(),
    },
    { highWaterMark: 0 },
  );
}
