// `npm run bench:kill`: kills a server under load, fifty times unless `--kills` says otherwise, and lets it run on a
// disk that is full. Prints what was lost and what was doubled; fails when anything was.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  type Acknowledged,
  accounts,
  countAgainst,
  end,
  killUnderLoad,
  post,
  startServer,
  sum,
  totals,
} from "../support/kill.ts";

const { values } = parseArgs({ options: { kills: { type: "string", default: "50" } } });
const folder = mkdtempSync(join(tmpdir(), "tallybeacon-kill-"));
const WIDTH = 14;
/** Below what one instance may send in two minutes. */
const UPDATES = 230;
const line = (...cells: (string | number)[]) =>
  console.log(cells.map((cell) => String(cell).padStart(WIDTH)).join(""));
let failures = 0;

/** Compares what the server has with what it acknowledged, to the last call. */
async function compare(url: string, acknowledged: Acknowledged): Promise<void> {
  const kept = await totals(url);
  const differing = [...acknowledged].filter(([name, seq]) => kept.get(name) !== seq);
  const { accepted, pending, unexplained, duplicates } = await accounts(url);
  const all = sum(acknowledged.values());
  console.log(
    `  at the end ${all} acknowledged, ${sum(kept.values())} kept, ${accepted} accounted for, ` +
      `${pending} pending, ${unexplained} unexplained, ${duplicates} absorbed`,
  );
  failures += differing.length + Math.abs(accepted - all) + pending + Math.abs(unexplained);
}

async function killed(): Promise<void> {
  console.log("SIGKILL at random moments");
  line("kill", "after ms", "acknowledged", "lost", "doubled");
  let kill = 0;
  const { server, acknowledged } = await killUnderLoad(
    join(folder, "killed"),
    Number(values.kills),
    (found) => {
      kill += 1;
      failures += found.lost + found.doubled;
      line(kill, found.afterMs, found.acknowledged, found.lost, found.doubled);
    },
  );
  await compare(server.url, acknowledged);
  await end(server);
}

/** A disk of two megabytes; false where this process may not mount one. */
function mounted(disk: string): boolean {
  mkdirSync(disk);
  return spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]).status === 0;
}

async function full(): Promise<void> {
  const disk = join(folder, "disk");
  if (!mounted(disk)) {
    console.log(
      "A full disk: not tried, as nothing may be mounted here; npm run test:e2e has a limit instead",
    );
    return;
  }
  console.log("A disk that is full");
  const server = await startServer(disk);
  try {
    const { acknowledged, finish } = countAgainst(server.url);
    const startedAt = performance.now();
    let answer = await post(server.url, "probe", 1);
    for (let seq = 2; answer?.status === 200 && seq < UPDATES; seq += 1) {
      acknowledged.set("probe", seq - 1);
      answer = await post(server.url, "probe", seq);
    }
    const ms = Math.round(performance.now() - startedAt);
    const open = (acknowledged.get("probe") ?? 0) + 1;
    console.log(`  after ${ms} ms ${answer?.status}, retry after ${answer?.retryAfter} s`);
    if (answer?.status !== 503 || answer.retryAfter === null) failures += 1;
    spawnSync("mount", ["-o", "remount,size=64m", disk]);
    while ((await post(server.url, "probe", open))?.status !== 200) await pause(100);
    acknowledged.set("probe", open);
    await finish();
    await compare(server.url, acknowledged);
  } finally {
    await end(server);
    spawnSync("umount", [disk]);
  }
}

try {
  await killed();
  await full();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(failures ? `${failures} wrong` : "nothing lost, nothing doubled");
process.exitCode = failures ? 1 : 0;
