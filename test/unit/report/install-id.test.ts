// Who reports, from a page or a Worker.
import { describe, expect, test } from "vitest";
import type { Storage } from "../../../src/core/ports.ts";
import { storedInstallId } from "../../../src/report/install-id.ts";
import { kvStorage } from "../../../src/storage/kv.ts";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { fakeKv } from "../../support/kv.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { reporterTo, reportServer } from "../../support/reports.ts";
import { sharedStorage } from "../../support/shared-storage.ts";
import { contents, faultyStorage } from "../../support/storage.ts";

/** The id of a life that begins now. */
const start = (storage: Storage) => storedInstallId(storage)();
const told = async (storage: Storage) => (await start(storage)).told?.();

test("asks for nothing before it is asked", async () => {
  const storage = memoryStorage();
  storedInstallId(storage);
  expect(await contents(storage)).toEqual({});
});

test("is made once, of 128 random bits, and kept", async () => {
  const storage = memoryStorage();
  const { id } = await start(storage);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect((await start(storage)).id).toBe(id);
  expect((await start(memoryStorage())).id).not.toBe(id);
  expect((await storage.keys("")).length).toBe(1);
});

test("is new until that was told, over all lives", async () => {
  const storage = memoryStorage();
  expect((await start(storage)).isNew).toBe(true);
  expect((await start(storage)).isNew).toBe(true);
  await told(storage);
  expect((await start(storage)).isNew).toBe(false);
  await told(storage);
  expect((await start(storage)).isNew).toBe(false);
});

test.for([0, 1, 2, 3, 4, 5, 6])("two that start %i turns apart have one", async (turns) => {
  const storage = memoryStorage();
  const first = start(storage);
  for (let turn = 0; turn < turns; turn++) await undefined;
  const second = start(storage);
  expect((await second).id).toBe((await first).id);
});

test("stays the one that was found when there are two", async () => {
  const storage = memoryStorage();
  const { id } = await start(storage);
  await storage.write({ [`install/zzzzzzzzz${"0".repeat(32)}`]: true });
  expect((await start(storage)).id).toBe(id);
});

test.for(["rejects", "throws", "forgets"] as const)(
  "rejects where the storage %s",
  async (fault) => {
    await expect(start(faultyStorage(fault))).rejects.toThrow();
  },
);

describe("tabs", () => {
  test("that start together have one id, and one of them says that it is new", async () => {
    const { tab, inner, held } = sharedStorage();
    const all = await Promise.all([1, 2, 3].map(() => start(tab().storage)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all.map(({ isNew }) => isNew)).toEqual([true, false, false]);
    await all[0]?.told?.();
    expect((await start(tab().storage)).isNew).toBe(false);
    expect([...held]).toEqual([]);
    expect((await inner.keys("")).length).toBe(1);
  });

  test("say that it is new after the one died that could not", async () => {
    const { tab } = sharedStorage();
    const dying = tab();
    expect((await start(dying.storage)).isNew).toBe(true);
    expect((await start(tab().storage)).isNew).toBe(false);
    dying.die();
    expect((await start(tab().storage)).isNew).toBe(true);
  });

  test("give way to each other when the storage fails", async () => {
    const { tab, held } = sharedStorage();
    const failing = { ...tab().storage, keys: () => Promise.reject(new Error("disk is on fire")) };
    await expect(start(failing)).rejects.toThrow("disk is on fire");
    expect([...held]).toEqual([]);
    const first = await start({ ...tab().storage, write: failing.keys }).catch(() => undefined);
    expect(first).toBeUndefined();
    await expect(start({ ...tab().storage, get: failing.keys })).rejects.toThrow();
    expect([...held]).toEqual([]);
    expect((await start(tab().storage)).isNew).toBe(true);
  });

  test("say that it is new after the report of the one failed that did", async () => {
    const { tab, held } = sharedStorage();
    const server = reportServer(new Response("", { status: 503 }), "");
    const open = () => reporterTo(server, { installId: storedInstallId(tab().storage) });
    const first = open();
    await expect(first()).rejects.toMatchObject({ code: "status" });
    expect([...held]).toEqual([]);
    await open()();
    await first();
    const flags = server.reports().map(({ metadata }) => metadata["new_install"]);
    expect(flags).toEqual([true, true, false]);
  });

  test("tell the server once, whichever reports first", async () => {
    const { tab } = sharedStorage();
    const server = reportServer();
    const reporters = [1, 2].map(() =>
      reporterTo(server, { installId: storedInstallId(tab().storage) }),
    );
    await Promise.all(reporters.map((report) => report()));
    await Promise.all(reporters.map((report) => report()));
    const flags = server.reports().map(({ metadata }) => metadata["new_install"]);
    expect(flags.sort()).toEqual([false, false, false, true]);
    expect(new Set(server.reports().map((each) => each.install_id)).size).toBe(1);
  });
});

describe("isolates over Workers KV", () => {
  test("share the id, and what was told of it", async () => {
    const clock = manualClock(Date.now());
    const kv = fakeKv(clock);
    const isolate = () => kvStorage(kv, { clock });
    const { id, isNew } = await start(isolate());
    expect(isNew).toBe(true);
    clock.advance(1_000);
    await told(isolate());
    expect(await start(isolate())).toMatchObject({ id, isNew: false });
    expect(Object.keys(kv.contents()).length).toBe(1);
  });

  test("that cannot see each other yet differ for their lives, and later ones do not", async () => {
    const clock = manualClock(Date.now());
    const kv = fakeKv(clock);
    kv.lagMs = 60_000;
    const isolate = () => kvStorage(kv, { clock });
    const first = await start(isolate());
    clock.advance(30_000);
    const second = await start(isolate());
    expect(second.id).not.toBe(first.id);
    clock.advance(60_000);
    expect((await start(isolate())).id).toBe(first.id);
  });
});
