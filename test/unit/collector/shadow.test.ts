// The open buffer's copy in the storage, and who takes it over.
import { describe, expect, test } from "vitest";
import type { Collector, CollectorOptions } from "../../../src/collector/options.ts";
import type { Storage } from "../../../src/core/ports.ts";
import type { Update } from "../../../src/core/update.ts";
import { fakeClock } from "../../support/clock.ts";
import { dataSent, type World, world } from "../../support/collector.ts";
import { LOST, ok } from "../../support/network.ts";
import { sharedStorage, type Tab } from "../../support/shared-storage.ts";
import { contents } from "../../support/storage.ts";

/** An hour of silence after each reply, so that only the shadow moves. */
const LATER = ok({ next_update: 3_600e9 });

interface Life extends Tab {
  readonly tally: Collector;
}

/** A world whose tabs share a storage; each is started, and its first emission over. */
async function tabs(): Promise<{
  readonly at: World;
  readonly shared: ReturnType<typeof sharedStorage>;
  open(): Promise<Life>;
}> {
  const shared = sharedStorage();
  const at = world({ storage: shared.tab().storage });
  at.network.answers([LATER]);
  return {
    at,
    shared,
    async open() {
      const tab = shared.tab();
      let isAlive = true;
      const tally = at.reload({ storage: tab.storage, enabled: () => isAlive });
      tally.start();
      await at.clock.advance(0);
      const die = () => {
        isAlive = false;
        tab.die();
      };
      return { storage: tab.storage, die, tally };
    },
  };
}

/** One tab on a storage of its own, started, and its first emission over. */
async function alone(options: Partial<CollectorOptions> = {}): Promise<{
  readonly at: World;
  readonly shared: ReturnType<typeof sharedStorage>;
}> {
  const shared = sharedStorage();
  const at = world({ storage: shared.tab().storage, ...options });
  at.network.answers([LATER]);
  at.tally.start();
  await at.clock.advance(0);
  return { at, shared };
}

/** The records under `sealed/`, by number. */
async function records({ inner }: ReturnType<typeof sharedStorage>): Promise<Update[]> {
  const held = await contents(inner);
  return Object.entries(held).flatMap(([path, value]) =>
    path.startsWith("sealed/") ? [value as unknown as Update] : [],
  );
}

describe("when something was counted", () => {
  test("the storage has the update that it would be, under its next number", async () => {
    const { at, shared, open } = await tabs();
    const { tally } = await open();
    tally.increment("n");
    tally.append("l", 1);
    expect(await records(shared)).toEqual([]);
    await at.clock.advance(0);
    expect(await records(shared)).toMatchObject([
      { seq: 2, data: { n: 1, l: [1] }, calls: 2, recorded: 2 },
    ]);
    expect(tally.snapshot()).toMatchObject({ data: { n: 1, l: [1] }, pending: [] });
  });

  test("a moment after a copy the next one is made a second later", async () => {
    const { at, shared, open } = await tabs();
    const { tally } = await open();
    tally.increment("n");
    await at.clock.advance(1);
    tally.increment("n");
    await at.clock.advance(999);
    expect(await records(shared)).toMatchObject([{ data: { n: 1 } }]);
    await at.clock.advance(1);
    expect(await records(shared)).toMatchObject([{ data: { n: 2 } }]);
    await at.clock.advance(1_001);
    tally.increment("n");
    await at.clock.advance(0);
    expect(await records(shared)).toMatchObject([{ data: { n: 3 } }]);
  });

  test("a clock that was set back delays no copy for more than a second", async () => {
    let backMs = 0;
    const clock = fakeClock();
    const { at, shared } = await alone({ clock: { ...clock, now: () => clock.now() - backMs } });
    await clock.advance(0);
    at.tally.increment("n");
    await clock.advance(0);
    backMs = 3_600_000;
    at.tally.increment("n");
    await clock.advance(1_000);
    expect(await records(shared)).toMatchObject([{ data: { n: 2 } }]);
  });

  test("and so it goes on for whatever verb comes, a hot count too", async () => {
    const { at, shared, open } = await tabs();
    const { tally } = await open();
    const n = tally.counter("n");
    for (let round = 1; round <= 3; round++) {
      n.inc();
      n.inc();
      tally.increment("m");
      await at.clock.advance(1_000);
      expect(await records(shared)).toMatchObject([{ seq: 2, data: { n: 2 * round, m: round } }]);
    }
    expect(at.clock.waits().length).toBe(1);
  });

  test("what was refused is there as well, to be told when the page dies", async () => {
    const { at, shared, open } = await tabs();
    const { tally } = await open();
    tally.increment("n");
    await at.clock.advance(1_000);
    tally.set("bad", Number.NaN);
    await at.clock.advance(1_000);
    expect(await records(shared)).toMatchObject([{ dropped: { "bad-value": 1 }, recorded: 2 }]);
  });

  test("a buffer that outgrew one update is sealed instead", async () => {
    const { at, shared, open } = await tabs();
    const { tally } = await open();
    for (let key = 0; key < 4; key++) tally.set(`k${key}`, "x".repeat(20_000));
    await at.clock.advance(1_000);
    expect((await records(shared)).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(tally.snapshot()).toMatchObject({ data: {}, pending: [{ seq: 2 }, { seq: 3 }] });
  });
});

test("sealing puts the whole update in the copy's place, in one write", async () => {
  const { at, shared, open } = await tabs();
  const { tally } = await open();
  tally.increment("n");
  await at.clock.advance(1_000);
  tally.increment("n");
  at.network.answers([LOST]);
  await tally.flush();
  expect(await records(shared)).toMatchObject([{ seq: 2, data: { n: 2 } }]);
  at.network.answers([LATER]);
  await tally.flush();
  expect(await records(shared)).toEqual([]);
});

describe("the page dies", () => {
  test("the next one sends what the copy had, once, under its number", async () => {
    const { at, open } = await tabs();
    const first = await open();
    first.tally.increment("n");
    await at.clock.advance(1_000);
    first.tally.increment("n");
    first.die();
    const second = await open();
    await second.tally.flush();
    const third = await open();
    await third.tally.flush();
    expect(dataSent(at).filter(Boolean)).toEqual([{ n: 1 }]);
    expect(at.network.sent.find(({ update }) => update.data)?.update.seq).toBe(2);
  });

  test("a sealed update that waited is sent whole, not the copy that it was", async () => {
    const { at, open } = await tabs();
    const first = await open();
    first.tally.increment("n");
    await at.clock.advance(1_000);
    first.tally.increment("n");
    at.network.answers([LOST]);
    await first.tally.flush();
    first.die();
    at.network.answers([LATER]);
    await (await open()).tally.flush();
    expect(dataSent(at).at(-1)).toEqual({ n: 2 });
  });

  test("a key that was switched off meanwhile is taken out, and counted", async () => {
    const { at, shared, open } = await tabs();
    const first = await open();
    first.tally.increment("a");
    first.tally.increment("b");
    await at.clock.advance(1_000);
    first.die();
    await shared.inner.write({ controls: { off: ["a"], stopped: false, version: 1, nextAtMs: 0 } });
    await open();
    const last = at.network.sent.at(-1);
    expect(last?.update).toMatchObject({ seq: 2, data: { b: 1 }, calls: 1, lost: { disabled: 1 } });
    expect(last?.body).not.toContain('"a"');
  });
});

describe("while the page lives", () => {
  test("nobody else takes what it has", async () => {
    const { at, open } = await tabs();
    const first = await open();
    first.tally.increment("n");
    await at.clock.advance(1_000);
    const second = await open();
    await second.tally.flush();
    expect(second.tally.snapshot().pending).toEqual([]);
    expect(dataSent(at).filter(Boolean)).toEqual([]);
    first.tally.increment("n");
    await first.tally.flush();
    expect(dataSent(at).filter(Boolean)).toEqual([{ n: 2 }]);
  });

  test("and another has its claim all the same, it goes on in another life, copied as before", async () => {
    const shared = sharedStorage();
    const { storage } = shared.tab();
    let taken: string | undefined;
    const claim: Storage["claim"] = async (name, isPatient) => {
      if (!isPatient) taken ??= name;
      return name === taken ? undefined : storage.claim?.(name, isPatient);
    };
    const at = world({ storage: { ...storage, claim } });
    const { tally } = at;
    at.network.answers([LATER]);
    tally.start();
    await at.clock.advance(0);
    tally.increment("n");
    tally.set("bad", Number.NaN);
    await at.clock.advance(1_000);
    const first = {
      epoch: taken,
      seq: 2,
      data: { n: 1 },
      recorded: 2,
      dropped: { "bad-value": 1 },
    };
    expect(tally.snapshot()).toMatchObject({ data: {}, pending: [first] });
    tally.increment("n");
    await at.clock.advance(1_000);
    const second = { seq: 1, data: { n: 1 }, recorded: 1, dropped: {} };
    expect((await records(shared)).sort((a, b) => (b.seq ?? 0) - (a.seq ?? 0))).toMatchObject([
      first,
      second,
    ]);
    await tally.flush();
    expect(at.network.sent.slice(1).map(({ update }) => update)).toMatchObject([first, second]);
  });

  test("two that start together do not both send for the dead", async () => {
    const { at, open } = await tabs();
    const dead = await open();
    dead.tally.increment("n");
    await at.clock.advance(1_000);
    dead.die();
    await Promise.all([open(), open()]);
    await at.clock.advance(3_600_000);
    expect(dataSent(at).filter(Boolean)).toEqual([{ n: 1 }]);
  });

  test("two that start together at a first visit are one instance", async () => {
    const { at, open } = await tabs();
    await Promise.all([open(), open(), open()]);
    expect(new Set(at.network.sent.map(({ update }) => update.instance_id)).size).toBe(1);
  });
});

test("after stop() nothing is held", async () => {
  const { at, shared, open } = await tabs();
  const { tally } = await open();
  tally.increment("n");
  await at.clock.advance(1_000);
  expect(shared.held.size).toBe(1);
  await tally.stop();
  expect([...shared.held]).toEqual([]);
});

test("a stop by the server takes the copy away", async () => {
  const { at, shared, open } = await tabs();
  const { tally } = await open();
  tally.increment("n");
  await at.clock.advance(1_000);
  at.network.answers([ok({ stop: true })]);
  const other = await open();
  await other.tally.flush();
  await tally.flush();
  expect(await records(shared)).toEqual([]);
});

test("what was copied is taken away when the user disagrees, and its claim given up", async () => {
  let isAllowed = true;
  const { at, shared } = await alone({ enabled: () => isAllowed });
  at.tally.increment("n");
  await at.clock.advance(1_000);
  expect((await records(shared)).length).toBe(1);
  at.tally.increment("n");
  isAllowed = false;
  await at.clock.advance(1_000);
  expect([await records(shared), shared.held.size]).toEqual([[], 0]);
  isAllowed = true;
  at.tally.increment("n");
  await at.tally.flush();
  expect(dataSent(at).at(-1)).toEqual({ n: 3 });
});

test("what stop() could not send any more is sealed, and the claim given up", async () => {
  const { at, shared } = await alone();
  at.network.answers(["hang"]);
  void at.tally.flush();
  await at.clock.advance(0);
  at.tally.increment("n");
  await at.clock.advance(1_000);
  at.tally.increment("n");
  const stopping = at.tally.stop();
  await at.clock.advance(30_000);
  expect(await stopping).toMatchObject({ ok: false });
  expect((await records(shared)).at(-1)).toMatchObject({ data: { n: 2 } });
  expect(at.tally.snapshot().data).toEqual({});
  expect(shared.held.size).toBe(0);
});

test("without consent nothing is copied", async () => {
  let isAllowed = true;
  const { at, shared } = await alone({ enabled: () => isAllowed });
  at.tally.increment("n");
  isAllowed = false;
  await at.clock.advance(5_000);
  expect(await records(shared)).toEqual([]);
});

test("a storage that cannot tell who is alive gets no copy: nobody could know whose it is", async () => {
  const at = world();
  at.network.answers([LATER]);
  at.tally.start();
  await at.clock.advance(0);
  at.tally.increment("n");
  await at.clock.advance(5_000);
  expect(await at.storage.keys("sealed/")).toEqual([]);
});

test("a claim that fails is told, and counting and sending go on", async () => {
  const storage = {
    ...sharedStorage().tab().storage,
    claim: () => Promise.reject(new Error("no")),
  };
  const at = world({ storage });
  at.tally.start();
  at.tally.increment("n");
  await at.clock.advance(5_000);
  at.tally.increment("n");
  await at.tally.flush();
  expect(dataSent(at)).toEqual([{ n: 1 }, { n: 1 }]);
  expect(at.errors.map(({ code }) => code)).toContain("storage");
});
