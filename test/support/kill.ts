// A server process that dies under load, and clients that know what it acknowledged. Knows no test runner.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Accounting } from "../../src/core/accounting.ts";
import type { KeySummary } from "../../src/core/tally.ts";
import type { Reply } from "../../src/core/update.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const CLIENTS = 8;
/** Below the server's 240 in two minutes; after that a client goes on as another instance. */
const UPDATES_OF_ONE = 200;

/** `tallybeacon serve`, listening. */
export interface Server {
  readonly url: string;
  readonly child: ChildProcess;
}

/** Starts a server; `setUp` is shell that runs before it in its process, such as `ulimit -f 100`. */
export async function startServer(folder: string, port = 0, setUp = "true"): Promise<Server> {
  const args = [process.execPath, CLI, "serve", "--port", String(port), "--data", folder];
  const child = spawn("sh", ["-c", `${setUp}; exec "$@"`, "sh", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const chunk of child.stdout) {
    const url = /dashboard +(http\S+)\//.exec(String(chunk))?.[1];
    if (url) return { url, child };
  }
  throw new Error("the server ended before it listened");
}

/** Ends a server by a signal and waits for that; resolves with its exit code and the signal. */
export async function end(
  { child }: Server,
  signal: NodeJS.Signals = "SIGKILL",
): Promise<unknown[]> {
  if (child.exitCode !== null || child.signalCode !== null)
    return [child.exitCode, child.signalCode];
  child.kill(signal);
  return once(child, "exit");
}

/** The status and the reply to one update, or nothing when no answer came. */
export async function post(
  url: string,
  name: string,
  seq: number,
): Promise<{ status: number; retryAfter: string | null; reply: Reply } | undefined> {
  const timestamp = new Date().toISOString();
  const accounts = { calls: 1, recorded: seq };
  const update = { instance_id: name, timestamp, epoch: "only", seq, data: { [name]: 1 } };
  const init = { method: "POST", body: JSON.stringify({ ...update, ...accounts }) };
  return fetch(`${url}/v1/update`, init)
    .then(async (answer) => ({
      status: answer.status,
      retryAfter: answer.headers.get("retry-after"),
      reply: (await answer.json()) as Reply,
    }))
    .catch(() => undefined);
}

/** What was counted, by key. */
export async function totals(url: string): Promise<Map<string, number>> {
  const { keys } = (await (await fetch(`${url}/keys`)).json()) as { keys: KeySummary[] };
  return new Map(keys.map(({ key, total }) => [key, total]));
}

/** The sums of the accounts. */
export async function accounts(url: string): Promise<Accounting> {
  return (await (await fetch(`${url}/accounting?limit=1`)).json()) as Accounting;
}

/** How far each instance came: its updates up to this one were acknowledged. */
export type Acknowledged = Map<string, number>;

/**
 * Clients that send updates in turn, each again and again until it is acknowledged, now and then once more after
 * that. `finish` lets them end with nothing open.
 */
export function countAgainst(url: string): { acknowledged: Acknowledged; finish(): Promise<void> } {
  const acknowledged: Acknowledged = new Map();
  let isOver = false;
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let sent = 0; !isOver; sent += 1) {
      const name = `client-${client}-${Math.floor(sent / UPDATES_OF_ONE)}`;
      const seq = (sent % UPDATES_OF_ONE) + 1;
      const repeats = Math.random() < 0.1 ? 2 : 1;
      for (let acks = 0; acks < repeats; ) {
        const answer = await post(url, name, seq);
        if (answer?.reply.ack === seq) acks += 1;
        else await pause(20);
      }
      acknowledged.set(name, seq);
    }
  });
  return {
    acknowledged,
    async finish() {
      isOver = true;
      await Promise.all(clients);
    },
  };
}

/** One kill: what had been acknowledged before it, and what the server had after it. */
export interface Kill {
  readonly afterMs: number;
  readonly acknowledged: number;
  readonly lost: number;
  /** More than was ever sent. */
  readonly doubled: number;
}

/** Kills a server under load at random moments and starts it again, so many times; then lets the clients finish. */
export async function killUnderLoad(
  folder: string,
  kills: number,
  tell: (kill: Kill) => void,
): Promise<{ server: Server; acknowledged: Acknowledged }> {
  let server = await startServer(folder);
  const { url } = server;
  const { acknowledged, finish } = countAgainst(url);
  for (let i = 0; i < kills; i += 1) {
    const afterMs = Math.round(20 + Math.random() * 250);
    await pause(afterMs);
    await end(server);
    const known = new Map(acknowledged);
    server = await startServer(folder, Number(new URL(url).port));
    const kept = await totals(url);
    // By now clients have gone on: what one may have at the most is counted after what it has.
    const sent = new Map(acknowledged);
    tell({
      afterMs,
      acknowledged: sum(known.values()),
      lost: sum([...known].map(([name, seq]) => Math.max(0, seq - (kept.get(name) ?? 0)))),
      doubled: sum(
        [...kept].map(([name, total]) => Math.max(0, total - (sent.get(name) ?? 0) - 1)),
      ),
    });
  }
  await finish();
  return { server, acknowledged };
}

/** The sum of numbers. */
export function sum(numbers: Iterable<number>): number {
  let all = 0;
  for (const number of numbers) all += number;
  return all;
}
