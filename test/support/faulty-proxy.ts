// A network that fails on demand: a TCP proxy before a real server, with an address, so an origin, of its own.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * `well` passes everything on. `refusing` takes no connections, as offline. `silent` takes requests and answers
 * nothing. `unavailable` answers 503 to POSTs by itself. `cutting` passes on what is asked and breaks the connection
 * in the middle of what is answered to a POST: the server has committed, the client never knows.
 */
export type Weather = "well" | "refusing" | "silent" | "unavailable" | "cutting";

export interface FaultyProxy {
  readonly url: string;
  become(weather: Weather): Promise<void>;
  close(): Promise<void>;
}

const UNAVAILABLE =
  "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
/** So much of an answer comes: a status line and a bit. */
const CUT_AFTER_BYTES = 40;
let last = 0;

/** Opens one before `target`, an address such as `http://127.0.0.1:8787`. */
export async function faultyProxy(target: string): Promise<FaultyProxy> {
  const { hostname, port: targetPort } = new URL(target);
  let weather: Weather = "well";
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A broken connection is what this is for.
    socket.on("error", () => socket.destroy());
    return socket;
  };
  const server = createServer((client) => {
    keep(client);
    const upstream = keep(connect(Number(targetPort), hostname));
    let isPost = false;
    client.on("data", (chunk) => {
      // Requests of browsers come one at a time on a connection, and start a chunk.
      if (/^[A-Z]+ \//.test(chunk.toString("latin1", 0, 16))) isPost = chunk.indexOf("POST ") === 0;
      if (weather === "silent") return;
      if (weather === "unavailable" && isPost) client.end(UNAVAILABLE);
      else upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (weather === "silent") return;
      if (weather === "cutting" && isPost) {
        client.write(chunk.subarray(0, CUT_AFTER_BYTES), () => client.resetAndDestroy());
      } else client.write(chunk);
    });
    // What was sent before the end still arrives, as it does without us.
    client.on("close", () => upstream.end());
    upstream.on("close", () => client.end());
  });
  last += 1;
  // Each on an address of its own: what pages store under one, others do not see.
  const host = `127.0.1.${last}`;
  const listen = async (port: number) => {
    server.listen(port, host);
    await once(server, "listening");
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://${host}:${port}`,
    async become(next) {
      weather = next;
      if (next === "refusing") server.close();
      // Also those that were kept alive: the weather is everybody's.
      drop();
      if (next !== "refusing" && !server.listening) await listen(port);
    },
    async close() {
      server.close();
      drop();
    },
  };
}
