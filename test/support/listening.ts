// Whoever listens to a stream of server-sent events in tests.

/** One who listens. */
export interface Listening {
  readonly response: Response;
  /** What came so far. */
  heard(): string;
  /** How many changes were told so far. */
  changes(): number;
  /** Resolves when the stream is over, and rejects where it breaks off. */
  readonly over: Promise<void>;
  leave(): Promise<void>;
}

/** Reads an answer until it ends. */
export function listenTo(response: Response): Listening {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = "";
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
    }
  };
  const over = read();
  // A stream that breaks off is told to whoever waits for its end, and to nobody else.
  over.catch(() => {});
  return {
    response,
    heard: () => text,
    changes: () => text.split("event: change\n").length - 1,
    over,
    leave: () => reader.cancel(),
  };
}
