// Load for a server: whole requests over many connections, as fast as they are answered or at a given pace.
import { type ChildProcess, spawn } from "node:child_process";
import { connect, type Socket } from "node:net";

/**
 * Enough for a commit to carry many updates, as it does under the load that matters: while one is written, those who
 * wait for it send nothing. With few connections the clients' pauses are measured.
 */
const CONNECTIONS = 512;
/** How long connections are taken for new. */
const NEW_MS = 1_000;
/** Instances that send at a time; one after the other makes room for another. */
const INSTANCES = 512;
const UPDATES_OF_ONE = 1_000;
export const KEYS = 300;
const KEYS_IN_UPDATE = 60;
const UPDATE_BYTES = 2_048;
/** Roughly. */
const HEAD_BYTES = 128;
/** What an update says it has; one more in each of its epoch was dropped. */
const CALLS = 1_831;

/** For a server under this load: all comes from one address, and an instance sends in seconds what takes others weeks. */
export const NO_LIMITS = { maxPerAddress: 1e9, maxUpdates: 1e9 } as const;

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
    const place = sent % INSTANCES;
    const late = turn + Math.floor((place * UPDATES_OF_ONE) / INSTANCES);
    const instance = place + INSTANCES * Math.floor(late / UPDATES_OF_ONE);
    const seq = late < UPDATES_OF_ONE ? turn + 1 : (late % UPDATES_OF_ONE) + 1;
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
    dial(url, ({ socket }) => {
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
 * each took from when it was due, ms: what waits for a connection waits, too. Those of the first second, whose
 * connections are new, are not among them. All are written down before the first is sent, outside of the heap: pauses
 * of the load are not the server's.
 */
export async function pace(
  url: URL,
  next: () => string,
  perSecond: number,
  ms: number,
): Promise<Float64Array> {
  const first = Math.floor((perSecond * NEW_MS) / 1000);
  const took = new Float64Array(Math.floor((perSecond * ms) / 1000));
  const all = first + took.length;
  const requestAt = writtenDown(next, all);
  const idle: Line[] = [];
  let startedAt = 0;
  let due = 0;
  let sent = 0;
  let answered = 0;
  const dueAt = (request: number) => startedAt + (request * 1000) / perSecond;
  const send = () => {
    while (sent < due && idle.length > 0) {
      const line = idle.shift() as Line;
      line.request = sent;
      line.socket.write(requestAt(sent));
      sent += 1;
    }
  };
  const hear = (line: Line) => {
    if (line.request >= first) took[line.request - first] = performance.now() - dueAt(line.request);
    answered += 1;
    idle.push(line);
    send();
  };
  const lines = await Promise.all(Array.from({ length: CONNECTIONS }, () => dial(url, hear)));
  idle.push(...lines);
  startedAt = performance.now();
  while (answered < all) {
    while (due < all && dueAt(due) <= performance.now()) due += 1;
    send();
    // A load that never rests takes the second core from the server's garbage collector.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (const { socket } of lines) socket.end();
  await Promise.all(lines.map(({ closed }) => closed));
  return took;
}

/** So many requests in one piece of memory. */
function writtenDown(next: () => string, count: number): (request: number) => Buffer {
  const ends = new Float64Array(count);
  let bytes = Buffer.allocUnsafe(count * (UPDATE_BYTES + HEAD_BYTES));
  let length = 0;
  for (let i = 0; i < count; i += 1) {
    const text = next();
    if (length + text.length > bytes.length) bytes = Buffer.concat([bytes], 2 * bytes.length);
    length += bytes.write(text, length, "latin1");
    ends[i] = length;
  }
  return (request) => bytes.subarray(ends[request - 1] ?? 0, ends[request]);
}

/** The `share` of `numbers` is not above it. */
export function percentile(numbers: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** A connection, and which request it carries. */
interface Line {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  request: number;
}

/** A connection that tells of each answer; another status than 200 rejects `closed`. */
async function dial(url: URL, answered: (line: Line) => void): Promise<Line> {
  const socket = connect(Number(url.port), url.hostname);
  let held = "";
  socket.setNoDelay(true).setEncoding("latin1");
  const closed = new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => {
      if (socket.writableEnded) resolve();
      else reject(new Error("the server closed a connection"));
    });
    socket.on("data", (text) => {
      held += text;
      const bodyAt = held.indexOf("\r\n\r\n") + 4;
      if (bodyAt < 4) return;
      const length = Number(/content-length: (\d+)/i.exec(held)?.[1]);
      if (held.length < bodyAt + length) return;
      if (!held.startsWith("HTTP/1.1 200")) return reject(new Error(held));
      held = "";
      answered(line);
    });
  });
  const line: Line = { socket, closed, request: 0 };
  await Promise.race([new Promise<void>((resolve) => socket.once("connect", resolve)), closed]);
  return line;
}
