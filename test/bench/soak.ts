// `npm run bench:soak`: ten minutes of mixed load unless `--minutes` says otherwise: updates, some of them twice and some
// late, questions, exports and switches. Fails when an answer is wrong, a count does not add up or memory grows.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Accounting } from "../../src/core/accounting.ts";
import type { Reply, Update } from "../../src/core/update.ts";
import { serve } from "../../src/node/serve.ts";
import { median } from "./figure.ts";
import { NO_LIMITS } from "./load.ts";

const INSTANCES = 2_000;
const SENDERS = 24;
const KEYS = 200;
const MEMBERS = 2_000;
/** How much more may be held in the last quarter than in the second, after garbage is collected. */
const GROWTH = 1.1;
const LOOK_MS = 5_000;

/** What the server tells of itself. */
interface Told {
  readonly url?: string;
  /** What is held, after garbage was collected; and what the process has taken of the machine. */
  readonly heldBytes?: number;
  readonly rssBytes?: number;
  readonly error?: string;
}

async function soak(minutes: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-soak-"));
  const execArgv = ["--no-warnings", "--expose-gc"];
  const child = fork(fileURLToPath(import.meta.url), ["serve", folder], { execArgv });
  const held: number[] = [];
  const taken: number[] = [];
  const errors: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the server ended")));
    child.on("message", (told: Told) => {
      if (told.url) resolve(told.url);
      if (told.heldBytes) held.push(told.heldBytes / 1e6);
      if (told.rssBytes) taken.push(told.rssBytes / 1e6);
      if (told.error) errors.push(told.error);
    });
  });
  const endsAt = Date.now() + minutes * 60_000;
  const isOver = () => Date.now() >= endsAt;
  const counts = { updates: 0, duplicates: 0, questions: 0, changes: 0 };
  const sent = new Map<string, number>();
  const check = async (what: string, response: Response): Promise<string> => {
    const text = await response.text();
    if (response.status !== 200) errors.push(`${what}: ${response.status} ${text.slice(0, 200)}`);
    return text;
  };

  const send = async (sender: number) => {
    const seqs = new Map<string, number>();
    for (let round = 0; !isOver(); round += 1) {
      const instance = `soak-${sender + SENDERS * (round % Math.ceil(INSTANCES / SENDERS))}`;
      const seq = (seqs.get(instance) ?? 0) + 1;
      seqs.set(instance, seq);
      const update = updateOf(instance, seq, sender + round);
      const body = JSON.stringify(update);
      const isTwice = round % 7 === 0;
      const target = `${url}/v1/update?app=${round % 3 === 0 ? "shop" : "default"}`;
      for (let time = 0; time < (isTwice ? 2 : 1); time += 1) {
        const response = await fetch(target, { method: "POST", body });
        const reply = JSON.parse(await check("update", response)) as Reply;
        if (reply.ack !== seq) errors.push(`ack ${reply.ack} for ${seq}`);
      }
      counts.updates += 1;
      counts.duplicates += Number(isTwice);
      for (const [key, value] of Object.entries(update.data ?? {})) {
        if (typeof value === "number") sent.set(key, (sent.get(key) ?? 0) + value);
      }
      await pause(5);
    }
  };
  const ask = async () => {
    const paths = [
      "/keys?range=1h",
      "/keys?range=30d&app=shop",
      "/series?key=count.1&range=6h",
      "/members?key=pages&range=24h&limit=50",
      "/values?key=theme",
      "/instances?limit=200",
      "/accounting?limit=50",
      "/apps",
      "/controls/changes",
      "/history?host=direct",
      "/export?range=1h&step=60",
      "/export?what=instances&format=csv",
      "/",
    ];
    for (let i = 0; !isOver(); i += 1) {
      const path = paths[i % paths.length] as string;
      await check(path, await fetch(url + path));
      counts.questions += 1;
      await pause(50);
    }
  };
  const change = async () => {
    const headers = { "content-type": "application/json" };
    for (let i = 0; !isOver(); i += 1) {
      const key = `count.${i % 5}`;
      const asked = i % 2 ? { enable: [key] } : { disable: [key], percent: 10 + (i % 50) };
      const body = JSON.stringify({ ...asked, author: "soak" });
      await check("change", await fetch(`${url}/controls`, { method: "PUT", headers, body }));
      counts.changes += 1;
      await pause(2_000);
    }
  };
  await Promise.all([...Array.from({ length: SENDERS }, (_, i) => send(i)), ask(), change()]);

  const accounting = JSON.parse(
    await check("accounting", await fetch(`${url}/accounting?limit=1`)),
  ) as Accounting;
  const kept = new Map<string, number>();
  for (const app of ["default", "shop"]) {
    const text = await check("keys", await fetch(`${url}/keys?range=24h&app=${app}`));
    for (const { key, total } of (JSON.parse(text) as { keys: { key: string; total: number }[] })
      .keys) {
      kept.set(key, (kept.get(key) ?? 0) + total);
    }
  }
  const wrong = [...sent].filter(([key, total]) => kept.get(key) !== total);
  const [early, late] = quarters(held);
  const [takenEarly, takenLate] = quarters(taken);
  child.removeAllListeners("exit");
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true });

  const { recorded, accepted, pending, unexplained, duplicates } = accounting;
  console.log(
    `${minutes} minutes: ${Object.entries(counts)
      .map(([name, n]) => `${n} ${name}`)
      .join(", ")}`,
  );
  console.log(
    `accounts: ${recorded} recorded, ${accepted} accepted, ${pending} pending, ${unexplained} unexplained, ${duplicates} absorbed`,
  );
  console.log(
    `memory held: ${early.toFixed(1)} MB in the second quarter, ${late.toFixed(1)} MB in the last; ` +
      `taken: ${takenEarly.toFixed(0)} and ${takenLate.toFixed(0)} MB`,
  );
  console.log(`${errors.length} errors, ${wrong.length} of ${sent.size} keys that do not add up`);
  for (const error of errors.slice(0, 10)) console.log(`  ${error}`);
  const isExact = wrong.length === 0 && recorded === accepted && pending === 0 && unexplained === 0;
  return (
    isExact && errors.length === 0 && late <= early * GROWTH && duplicates === counts.duplicates
  );
}

/** The middle of the second quarter, and of the last. */
function quarters(numbers: readonly number[]): [early: number, late: number] {
  const quarter = Math.floor(numbers.length / 4);
  return [median(numbers.slice(quarter, 2 * quarter)), median(numbers.slice(-quarter))];
}

/** Every fifth was sealed a while ago, and waited. */
function updateOf(instance: string, seq: number, number: number): Update {
  const lateMs = number % 5 === 0 ? (number % 40) * 60_000 : 0;
  const counts = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`count.${(number * 7 + i) % KEYS}`, i + 1]),
  );
  const pages = [{ value: `/page/${(number * 13) % MEMBERS}`, count: 1 + (number % 3) }];
  return {
    instance_id: instance,
    timestamp: new Date(Date.now() - lateMs).toISOString(),
    epoch: "soak",
    seq,
    calls: 10,
    recorded: 10 * seq,
    set_keys: ["theme"],
    data: {
      ...counts,
      pages,
      theme: number % 3 ? "dark" : "light",
      env: { os: number % 2 ? "linux" : "darwin", cores: number % 16 },
      errors: number % 11 === 0 ? [`error ${number}`] : [],
    },
  };
}

async function serveHere(dataFolder: string): Promise<void> {
  const tell = (told: Told) => void process.send?.(told);
  const onError = (error: unknown) => tell({ error: String(error) });
  const { url, close } = await serve({ port: 0, dataFolder, onError, ...NO_LIMITS });
  tell({ url });
  const timer = setInterval(() => {
    const rssBytes = process.memoryUsage.rss();
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    tell({ rssBytes, heldBytes: heapUsed + external });
  }, LOOK_MS);
  process.once("SIGTERM", () => {
    clearInterval(timer);
    void close().then(() => process.disconnect());
  });
}

const { values, positionals } = parseArgs({
  options: { minutes: { type: "string", default: "10" } },
  allowPositionals: true,
});
const [what, folder] = positionals;
if (what === "serve" && folder) await serveHere(folder);
else process.exitCode = (await soak(Number(values.minutes))) ? 0 : 1;
