// Asks a server: its read API, its controls, its exports.
import type { Client, ClientOptions } from "./client.ts";
import { createRoutes } from "./create-routes.ts";
import { createSend, failure, parse } from "./create-send.ts";

const BROKEN_OFF = "the export broke off";

/**
 * `createClient({ url: "https://count.example.com", token })`. Throws when `url` is none. Other origins' pages cannot use
 * it: the server lets none of them read.
 */
export function createClient(options: ClientOptions): Client {
  const send = createSend(options);
  const client: Client = {
    ...createRoutes(send),
    async export(asked, more) {
      const [{ body }] = await send("export", asked, more, true);
      return body as ReadableStream<Uint8Array>;
    },
    async *rows(asked, more) {
      const reader = (await client.export({ ...asked, format: "ndjson" }, more)).getReader();
      const decoder = new TextDecoder();
      let text = "";
      try {
        for (;;) {
          const { done, value } = await read(reader, more?.signal);
          if (done && text) throw failure(BROKEN_OFF);
          if (done) return;
          const lines = (text + decoder.decode(value, { stream: true })).split("\n");
          text = lines.pop() as string;
          for (const line of lines) yield parse(line) as never;
        }
      } finally {
        // Whoever stops early lets the server stop, too.
        reader.cancel().catch(() => {});
      }
    },
  };
  return client;
}

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch (error) {
    throw signal?.aborted ? error : failure(BROKEN_OFF, error);
  }
}
