// A server that is killed, stopped or without room while it counts, as its clients and its operator see it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import {
  accounts,
  countAgainst,
  end,
  killUnderLoad,
  post,
  type Server,
  startServer,
  sum,
  totals,
} from "../support/kill.ts";
import { listenTo } from "../support/listening.ts";

const KILLS = 10;

const root = mkdtempSync(join(tmpdir(), "tallybeacon-server-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Ends with the test. */
function ending(server: Server): Server {
  onTestFinished(async () => void (await end(server)));
  return server;
}

test("a server that is killed ten times under load has lost nothing it acknowledged and doubled nothing", async () => {
  const { server, acknowledged } = await killUnderLoad(
    join(root, "killed"),
    KILLS,
    ({ lost, doubled }) => expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 }),
  );
  ending(server);
  expect(Object.fromEntries(await totals(server.url))).toEqual(Object.fromEntries(acknowledged));
  expect(acknowledged.size).toBeGreaterThanOrEqual(8);
  const counted = sum(acknowledged.values());
  expect(await accounts(server.url)).toMatchObject({
    recorded: counted,
    accepted: counted,
    pending: 0,
    unexplained: 0,
  });
});

test("a server that is asked to stop exits with 0 and has kept what it acknowledged", async () => {
  const folder = join(root, "stopped");
  const server = ending(await startServer(folder));
  const { heard, over } = listenTo(await fetch(`${server.url}/events`));
  expect((await post(server.url, "last", 1))?.reply.ack).toBe(1);
  await expect.poll(heard).toContain("event: change");
  expect(await end(server, "SIGTERM")).toEqual([0, null]);
  // One that has to be broken off rejects.
  await over;
  const { url } = ending(await startServer(folder));
  expect((await totals(url)).get("last")).toBe(1);
});

test("a server without room says when to come back, keeps what it had, and goes on by itself when there is room", async () => {
  const folder = join(root, "full");
  // A limit on the size of files stands for a disk that is full: it needs no leave to mount one.
  const server = ending(await startServer(folder, 0, "ulimit -S -f 1000"));
  const { url, child } = server;
  const { acknowledged, finish } = countAgainst(url);
  const refused = async () => {
    const answer = await post(url, "probe", 1);
    return answer?.status === 503 && answer.retryAfter;
  };
  await expect.poll(refused, { timeout: 30_000, interval: 100 }).toBe("5");
  const known = new Map(acknowledged);
  const kept = await totals(url);
  // A commit that is small enough may still have found room.
  const lost = [...known].filter(([name, seq]) => (kept.get(name) ?? 0) < seq);
  expect(lost).toEqual([]);

  const { status } = spawnSync("prlimit", ["--pid", String(child.pid), "--fsize=unlimited"]);
  expect(status, "prlimit of util-linux").toBe(0);
  await expect.poll(async () => (await post(url, "probe", 1))?.reply.ack).toBe(1);
  await finish();
  acknowledged.set("probe", 1);
  expect(Object.fromEntries(await totals(url))).toEqual(Object.fromEntries(acknowledged));
  await end(server);
  const again = ending(await startServer(folder));
  expect(Object.fromEntries(await totals(again.url))).toEqual(Object.fromEntries(acknowledged));
  expect(await accounts(again.url)).toMatchObject({ pending: 0, unexplained: 0 });
});
