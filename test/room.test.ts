// The Durable Object of demo/worker-object, on a clock of its own: what it counts is put away soon, whatever it waits for.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Room } from "../demo/worker-object/worker.ts";
import { DURABLE_SAVE_MS } from "../src/core/limits.ts";

vi.mock("tallybeacon", () => import("../src/index.ts"));

const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async () => Response.json({ next_update: HOUR * 1e6 }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A room, its storage, and the alarm that it has set. */
function room() {
  const entries = new Map<string, unknown>();
  let alarmMs: number | null = null;
  const storage = {
    get: async (key: string) => entries.get(key),
    put: async (key: string, value: string) => entries.set(key, value),
    delete: async (key: string) => entries.delete(key),
    list: async ({ prefix }: { prefix: string }) =>
      new Map([...entries].filter(([key]) => key.startsWith(prefix))),
    transaction: <T>(run: (transaction: unknown) => Promise<T>): Promise<T> => run(storage),
    getAlarm: async () => alarmMs,
    setAlarm: async (atMs: number) => {
      alarmMs = atMs;
    },
  };
  const object = new Room(
    { storage, waitUntil: () => {} } as never,
    {
      ENDPOINT: "https://count.example/v1/update",
    } as never,
  );
  /** Has time pass, and alarms ring in it. */
  const pass = async (ms: number) => {
    const endMs = Date.now() + ms;
    while (alarmMs !== null && alarmMs <= endMs) {
      await vi.advanceTimersByTimeAsync(alarmMs - Date.now());
      alarmMs = null;
      await object.alarm();
    }
    await vi.advanceTimersByTimeAsync(endMs - Date.now());
  };
  /** Visits that the storage has. */
  const kept = () =>
    [...entries]
      .filter(([key]) => key.includes("/sealed/"))
      .reduce((sum, [, text]) => sum + Number(JSON.parse(String(text)).data?.visit ?? 0), 0);
  return { object, pass, kept };
}

test("what comes while an alarm waits for the server is put away before the object may be ended", async () => {
  const { object, pass, kept } = room();
  await object.fetch();
  await pass(1_000);
  expect(kept()).toBe(0);
  for (const [at, wait] of [2 * DURABLE_SAVE_MS, 2 * DURABLE_SAVE_MS, 1_000].entries()) {
    await pass(wait);
    await object.fetch();
    await pass(0);
    expect(kept()).toBe(Math.min(at + 1, 2));
  }
  await pass(DURABLE_SAVE_MS);
  expect(kept()).toBe(3);
});
