// The server of the bench: an origin for each run, so that runs share nothing, with outages of its own.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { sqlHistory, sqliteSql } from "../../../src/history/index.ts";
import { nodeListener } from "../../../src/node.ts";
import { createHandler, createStore } from "../../../src/server/index.ts";
import { type Client, decoded } from "./clients.ts";

/** One origin. */
export interface Site {
  readonly url: string;
  /** `offline` refuses connections, `unavailable` answers 503 to whatever is sent. */
  become(state: "well" | "offline" | "unavailable"): Promise<void>;
}

export interface Sink {
  site(): Promise<Site>;
  /** How often a record was counted, by its id: what came again and can be known as the same counts once. */
  counts(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

const MORE_THAN_ALL = 100_000;
const ID = /record-\d+/;

/** Clients may wait for hours until they send again, as tallybeacon does by default: a visit that comes after that. */
const LATER = `<script>{
  const Now = Date;
  Date = class extends Now {
    constructor(...words) {
      super(...(words.length ? words : [Date.now()]));
    }
    static now() {
      return Now.now() + 2 * 3600000;
    }
  };
}</script>`;

/** Answers `client` as its own server would, and counts. */
export async function openSink(client: Client): Promise<Sink> {
  const html = await client.html();
  const page = (head = "") => `<!doctype html><title>bench</title>${head}<body>${html}</body>`;
  const scriptTag = readFileSync(new URL("../../../dist/tallybeacon.js", import.meta.url));
  const database = new DatabaseSync(":memory:");
  const sql = sqliteSql(database);
  const store = createStore(sql);
  const own = nodeListener(createHandler({ store, history: sqlHistory(sql) }));
  /** By record, the events that told of it; what has no id is another each time. */
  const heard = new Map<string, Set<unknown>>();

  const note = (body: Buffer) => {
    for (const { text, event } of client.received?.(decoded(body)) ?? []) {
      const [id] = ID.exec(text) ?? [];
      if (!id) continue;
      heard.set(id, heard.get(id) ?? new Set());
      heard.get(id)?.add(event ?? Symbol());
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method, url = "" } = request;
    if (method === "POST" && url.startsWith("/v1/update")) return own(request, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (method === "POST" && !/^\/(flags|decide)/.test(url)) note(Buffer.concat(chunks));
    const isScript = /\.js($|\?)/.test(url);
    const isPage = /^\/(\?later|elsewhere)?$/.test(url);
    const type = isScript ? "text/javascript" : isPage ? "text/html" : "application/json";
    const cache = isScript || isPage ? { "cache-control": "max-age=600" } : {};
    response.writeHead(200, { "content-type": type, ...cache });
    if (url === "/tallybeacon.js") response.end(scriptTag);
    else if (url === "/elsewhere") response.end("<!doctype html><title>elsewhere</title>");
    else if (isPage) response.end(page(url === "/?later" ? LATER : ""));
    else response.end(isScript ? "" : "{}");
  };

  const servers = new Set<Server>();
  let hosts = 0;
  return {
    async site() {
      hosts += 1;
      // Another address of the loopback network is another site: it gets processes of its own.
      const host = `127.0.${hosts >> 8}.${hosts & 255}`;
      let isBusy = false;
      const server = createServer((request, response) => {
        if (!isBusy || request.method !== "POST")
          return void answer(request, response).catch(() => response.destroy());
        request.resume();
        response.writeHead(503).end();
      });
      servers.add(server);
      const port = await listen(server, 0, host);
      return {
        url: `http://${host}:${port}/`,
        async become(state) {
          isBusy = state === "unavailable";
          if (state === "offline") {
            server.close();
            server.closeAllConnections();
          } else if (!server.listening) await listen(server, port, host);
        },
      };
    },
    async counts() {
      if (client.received) return new Map([...heard].map(([id, events]) => [id, events.size]));
      const { members } = store.members("record", { seconds: 86_400, step: 3_600 }, MORE_THAN_ALL);
      return new Map(members.map(({ value, total }) => [String(value), total]));
    },
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await store.close();
      database.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
