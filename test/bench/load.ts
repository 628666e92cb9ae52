// Load for a server: whole requests over many connections, as fast as they are answered or at a given pace.
import { type ChildProcess, spawn } from "node:child_process";
import { connect, type Socket } from "node:net";

/**
 * Enough for a commit to carry many updates, as it does under the load that matters: while one is written, those who
 * wait for it send nothing. With few connections the clients' pauses are measured.
 */
const CONNECTIONS = 512;
/** Instances that send at a time; each is followed by another before the server would call it too eager. */
const INSTANCES = 512;
const UPDATES_OF_ONE = 200;
export const KEYS = 300;
const KEYS_IN_UPDATE = 60;
const UPDATE_BYTES = 2_048;
/** What an update says it has; one more in each of its epoch was dropped. */
const CALLS = 1_831;

/** A server in a process of its own, which prints its address. */
export interface Child {
  readonly url: Promise<URL>;
  stop(): Promise<void>;
}

/** Runs `script` with `words`. */
export function startChild(script: string, ...words: string[]): Child {
  const extra = process.env["INGEST_NODE_OPTIONS"]?.split(" ") ?? [];
  const child: ChildProcess = spawn(process.execPath, [...extra, script, ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = new Promise<URL>((resolve, reject) => {
    child.stdout?.once("data", (line: Buffer) => resolve(new URL(line.toString().trim())));
    void ended.then(() => reject(new Error(`the server of ${words.join(" ")} ended`)));
  });
  return {
    url,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Whole requests, one after the other: instances take turns, each counting its own `seq`. */
export function updates(): () => string {
  const data = Array.from({ length: KEYS }, (_, first) => {
    const members = Array.from({ length: KEYS_IN_UPDATE }, (_, i) => {
      return `"shop.section.${(first + i * 7) % KEYS}.clicks":${i + 1}`;
    });
    const text = members.join(",");
    return `{${text},"note":"${"x".repeat(Math.max(0, UPDATE_BYTES - 300 - text.length))}"}`;
  });
  let sent = 0;
  let timestamp = "";
  return () => {
    const turn = Math.floor(sent / INSTANCES);
    const instance = (sent % INSTANCES) + INSTANCES * Math.floor(turn / UPDATES_OF_ONE);
    const seq = (turn % UPDATES_OF_ONE) + 1;
    // The time is a cost of the load's, which shares its machine with the server.
    if (sent % INSTANCES === 0) timestamp = new Date().toISOString();
    sent += 1;
    const id = `0b6cfa22-0d4c-41e8-b11b-7a00${String(instance).padStart(8, "0")}`;
    const body = `{"instance_id":"${id}","timestamp":"${timestamp}","epoch":"lx2k9a-4f","seq":${seq},"calls":${CALLS},"recorded":${(CALLS + 1) * seq},"dropped":{"disabled":${seq}},"controls":0,"offset_ms":0,"set_keys":["note"],"data":${data[instance % KEYS]}}`;
    return `POST /v1/update HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain;charset=UTF-8\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };
}

/** Keeps every connection busy with one request at a time; resolves with requests per second. */
export async function load(url: URL, next: () => string, ms: number): Promise<number> {
  const startedAt = performance.now();
  let answered = 0;
  const one = () =>
    dial(url, (socket) => {
      answered += 1;
      if (performance.now() - startedAt < ms) socket.write(next(), "latin1");
      else socket.end();
    }).then(async ({ socket, closed }) => {
      socket.write(next(), "latin1");
      await closed;
    });
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  return answered / ((performance.now() - startedAt) / 1000);
}

/**
 * Sends `perSecond` requests a second for `ms`, whether or not those before were answered, and resolves with how long
 * each took from when it was due, ms: what waits for a connection waits, too.
 */
export async function pace(
  url: URL,
  next: () => string,
  perSecond: number,
  ms: number,
): Promise<number[]> {
  const took: number[] = [];
  const due: number[] = [];
  const idle: Socket[] = [];
  const sentFor = new Map<Socket, number>();
  const send = () => {
    while (due.length > 0 && idle.length > 0) {
      const socket = idle.pop() as Socket;
      sentFor.set(socket, due.shift() as number);
      socket.write(next(), "latin1");
    }
  };
  const lines = await Promise.all(
    Array.from({ length: CONNECTIONS }, () =>
      dial(url, (socket) => {
        took.push(performance.now() - (sentFor.get(socket) as number));
        idle.push(socket);
        send();
      }),
    ),
  );
  for (const { socket } of lines) idle.push(socket);
  const startedAt = performance.now();
  const all = Math.floor((perSecond * ms) / 1000);
  let asked = 0;
  while (took.length < all) {
    const now = performance.now();
    while (asked < all && startedAt + (asked * 1000) / perSecond <= now) {
      due.push(startedAt + (asked * 1000) / perSecond);
      asked += 1;
    }
    send();
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { socket } of lines) socket.end();
  await Promise.all(lines.map(({ closed }) => closed));
  return took;
}

/** The `share` of `numbers` is not above it. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** A connection that tells of each answer; another status than 200 rejects `closed`. */
async function dial(
  url: URL,
  answered: (socket: Socket) => void,
): Promise<{ socket: Socket; closed: Promise<void> }> {
  const socket = connect(Number(url.port), url.hostname);
  let held = "";
  socket.setNoDelay(true).setEncoding("latin1");
  const closed = new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => resolve());
    socket.on("data", (text) => {
      held += text;
      const bodyAt = held.indexOf("\r\n\r\n") + 4;
      if (bodyAt < 4) return;
      const length = Number(/content-length: (\d+)/i.exec(held)?.[1]);
      if (held.length < bodyAt + length) return;
      if (!held.startsWith("HTTP/1.1 200")) return reject(new Error(held));
      held = "";
      answered(socket);
    });
  });
  await Promise.race([new Promise<void>((resolve) => socket.once("connect", resolve)), closed]);
  return { socket, closed };
}
