// Several stores that answer as one.
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Data } from "../../../../src/core/json.ts";
import type { Rows } from "../../../../src/core/rows.ts";
import { SHARD_VALUES } from "../../../../src/core/shard-limits.ts";
import { FEW_INSTANCES } from "../../../../src/core/store-limits.ts";
import type { Update } from "../../../../src/core/update.ts";
import { streamOf } from "../../../../src/workers/telemetry/lines.ts";
import type { Peer, RowsAsked } from "../../../../src/workers/telemetry/peer.ts";
import { createSeveral } from "../../../../src/workers/telemetry/several.ts";
import { settled } from "../../../support/clock.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { HOUR, NOW_MS, type OpenPart, openPart, updateOf } from "../../../support/store.ts";

const MINUTE = Math.floor(NOW_MS / 60_000);

/** A root and shards that are asked in this process. */
function open(names = ["one", "two"]) {
  const clock = manualClock(NOW_MS);
  const root = openPart(undefined, { clock, isShard: false });
  const shards = new Map(names.map((name) => [name, openPart(undefined, { clock })]));
  const away = new Set<string>();
  let silent: string[] = [];
  const told = vi.fn(async () => {});
  /** What happens while a shard is asked. */
  let meanwhile = (_name: string, _what: string) => {};
  let onRows = (_stream: ReadableStream) => {};
  const peerOf = (name: string) => {
    const { store, part } = shards.get(name) as OpenPart;
    const shares: Record<string, (...asked: never[]) => unknown> = { ...store, ...part };
    return {
      async share(what: string, asked: never[]) {
        const answer = structuredClone(shares[what]?.(...asked));
        meanwhile(name, what);
        return answer;
      },
      async rows(what: "values", asked: RowsAsked) {
        const stream = streamOf(store.rows(what, asked));
        onRows(stream);
        return stream;
      },
    } as unknown as Peer;
  };
  const several = createSeveral({
    store: root.store,
    part: root.part,
    async ask(run) {
      silent = [...away];
      const present = names.filter((name) => !away.has(name));
      return Promise.all(present.map((name) => run(peerOf(name), name)));
    },
    silent: () => silent,
    tell: told,
  });
  const of = (name: string) => (name === "root" ? root : (shards.get(name) as OpenPart));
  const send = (name: string, id: string, data: Data, more: Partial<Update> = {}, app?: string) => {
    const now = clock.now();
    const timestamp = new Date(now).toISOString();
    const update = updateOf(data, { instance_id: id, timestamp, ...more });
    return of(name).store.accept(update, now, now + 3_600_000, app);
  };
  /** Hands up all that a shard has, or only has the root take it in. */
  const handUp = (name: string, isHeard = true) => {
    const { part } = of(name);
    const rollup = part.take();
    if (rollup) root.part.receive(name, rollup);
    if (rollup && isHeard) part.settle(rollup.seq);
  };
  const during = (run: typeof meanwhile) => {
    meanwhile = run;
  };
  const hear = (run: (stream: ReadableStream) => unknown) => {
    onRows = (stream) => void run(stream);
  };
  return { clock, root, several, send, handUp, away, told, during, of, onRows: hear };
}

let world: ReturnType<typeof open>;
beforeEach(() => {
  world = open();
});

describe("apps", () => {
  test("are those of all: instances and what was refused add up, keys are the same ones", async () => {
    const { several, send, handUp, of } = world;
    await send("one", "a", { x: 1, y: 1, who: [{ value: "m", count: 1 }] });
    await send("two", "b", { x: 1, who: [{ value: "m", count: 1 }] });
    await send("two", "c", { x: 1 }, {}, "shop");
    of("one").store.refuse("rate-app");
    of("root").part.meet("default");
    of("root").store.refuse("rate-app");
    of("root").store.refuse("keys");
    await send("one", "a", { x: 1 });
    handUp("one");
    expect(await several.apps()).toEqual([
      { app: "default", keys: 3, members: 1, instances: 2, refused: { "rate-app": 2, keys: 1 } },
      { app: "shop", keys: 1, members: 0, instances: 1, refused: {} },
    ]);
  });

  test("are in the order of their names", async () => {
    const { several, send } = world;
    for (const [name, app] of [
      ["one", "b"],
      ["two", "a"],
      ["one", "B"],
    ] as const) {
      await send(name, app, { x: 1 }, {}, app);
    }
    expect((await several.apps()).map(({ app }) => app)).toEqual(["B", "a", "b", "default"]);
  });
});

describe("keys", () => {
  test("have what was handed up as their total, and the rest as pending", async () => {
    const { several, send, handUp, clock } = world;
    await send("one", "a", { x: 2, y: 1 });
    handUp("one");
    clock.advance(60_000);
    await send("one", "a", { x: 3 });
    await send("two", "b", { x: 5 });
    expect(await several.keys(HOUR)).toEqual([
      { ...KEY, key: "x", total: 2, pending: 8, instances: 2, last_at: NOW_MS + 60_000 },
      { ...KEY, key: "y", total: 1, instances: 1, last_at: NOW_MS },
    ]);
  });

  test("that only a shard has heard of are there, as they are switched", async () => {
    const { several, send, root } = world;
    root.part.meet("default");
    root.store.control({ disable: ["cart"] });
    await send("one", "a", { "cart:add": 1, list: ["i"] });
    expect(await several.keys(HOUR)).toEqual([
      { ...KEY, key: "cart:add", pending: 1, instances: 1, state: "off" },
      { ...KEY, key: "list", kind: "list", pending: 1, instances: 1 },
    ]);
  });

  test("count no piece twice whose reply was lost", async () => {
    const { several, send, handUp } = world;
    await send("one", "a", { x: 2 });
    handUp("one", false);
    await send("one", "a", { x: 3 });
    expect(await several.keys(HOUR)).toMatchObject([{ total: 2, pending: 3 }]);
  });

  test("count no piece twice that is handed up while it is asked for", async () => {
    const { several, send, handUp, during } = world;
    await send("one", "a", { x: 2 });
    await send("two", "b", { x: 5 });
    during((name) => handUp(name === "one" ? "two" : "one"));
    const [found] = await several.keys(HOUR);
    expect((found?.total ?? 0) + (found?.pending ?? 0)).toBe(7);
  });

  test("are of the window that is asked for", async () => {
    const { several, send, clock } = world;
    await send("one", "a", { old: 1 });
    clock.advance(7_200_000);
    await send("one", "a", { x: 1 });
    expect((await several.keys(HOUR)).map(({ key }) => key)).toEqual(["x"]);
    const past = { ...HOUR, to: MINUTE * 60 + 60 };
    expect(await several.keys(past)).toMatchObject([{ key: "old", pending: 1 }]);
  });

  test("are those of one app, in the order of their names", async () => {
    const { several, send } = world;
    await send("one", "a", { b: 1 });
    await send("two", "b", { a: 1, B: 1 });
    await send("two", "c", { z: 1 }, {}, "shop");
    expect((await several.keys(HOUR)).map(({ key }) => key)).toEqual(["B", "a", "b"]);
    expect((await several.keys(HOUR, "shop")).map(({ key }) => key)).toEqual(["z"]);
    expect(await several.keys(HOUR, "none")).toEqual([]);
  });

  test("of a shard that does not answer are those the root has, and it is named", async () => {
    const { several, send, handUp, away } = world;
    await send("one", "a", { x: 2 });
    handUp("one");
    await send("one", "a", { x: 2 });
    await send("two", "b", { x: 4 });
    away.add("one");
    expect(await several.keys(HOUR)).toMatchObject([{ total: 2, pending: 4, instances: 1 }]);
    expect(several.silent?.()).toEqual(["one"]);
    away.clear();
    expect(await several.keys(HOUR)).toMatchObject([{ total: 2, pending: 6, instances: 2 }]);
    expect(several.silent?.()).toEqual([]);
  });
});

const KEY = { kind: "count", total: 0, members: 0, instances: 0, last_at: NOW_MS, state: "on" };

describe("a series", () => {
  beforeEach(async () => {
    const { send, handUp } = world;
    const who = (value: string, count: number) => ({ who: [{ value, count }] });
    await send("one", "a", who("m", 2));
    handUp("one");
    await send("one", "a", who("m", 3));
    await send("two", "b", who("n", 4));
  });

  test.each([
    ["of a key", "who", undefined, 2, 7],
    ["of a member", "who", "m", 2, 3],
    ["of a member that no shard has handed up", "who", "n", 0, 4],
    ["of a member that nobody sent", "who", "o", 0, undefined],
    ["of a key that nobody sent", "none", undefined, 0, undefined],
  ])(
    "%s has points of what was handed up, and the rest as pending",
    async (_, key, member, total, pending) => {
      const series = await world.several.series(key, member, HOUR);
      expect(series.points.reduce((sum, point) => sum + point.total, 0)).toBe(total);
      expect(series.pending).toBe(pending);
    },
  );

  test("of another window has nothing of it", async () => {
    const past = { ...HOUR, to: (MINUTE - 600) * 60 };
    expect((await world.several.series("who", undefined, past)).pending).toBeUndefined();
  });

  test("and members have it as well, together", async () => {
    expect(await world.several.members("who", HOUR, 10)).toEqual({
      members: [{ value: "m", total: 2 }],
      other: 0,
      pending: 7,
    });
    world.handUp("one");
    world.handUp("two");
    const [from, step] = [(MINUTE - 59) * 60, 1_200];
    expect(await world.several.members("who", HOUR, 1, "default", 3)).toEqual({
      members: [{ value: "m", total: 5, points: [0, 0, 5] }],
      other: 4,
      from,
      step,
    });
  });
});

describe("values", () => {
  test("add up over shards, most widely held first, by what they are and not by what they look like", async () => {
    const { several, send, clock } = world;
    await send("one", "a", { v: "x" });
    await send("root", "r", { v: "1" });
    clock.advance(1_000);
    for (const id of ["b", "c"]) await send("two", id, { v: "x" });
    await send("two", "d", { v: ["1"] });
    await send("two", "e", { v: null });
    expect((await several.values("v", 10)).values).toEqual([
      { value: "x", instances: 3, last_at: NOW_MS + 1_000 },
      { value: "1", instances: 2, last_at: NOW_MS + 1_000 },
      { value: null, instances: 1, last_at: NOW_MS + 1_000 },
    ]);
  });

  test("of objects are merged field by field", async () => {
    const { several, send } = world;
    await send("one", "a", { v: { os: "x", b: 1 } });
    await send("two", "b", { v: { os: "y", a: 2 } });
    await send("two", "c", { v: { os: "x" } });
    const held = (value: unknown, instances: number) => ({ value, instances, last_at: NOW_MS });
    expect((await several.values("v", 10)).fields).toEqual([
      { field: "a", instances: 1, values: [held(2, 1)] },
      { field: "b", instances: 1, values: [held(1, 1)] },
      { field: "os", instances: 3, values: [held("x", 2), held("y", 1)] },
    ]);
    expect((await several.values("v", 1)).fields.map(({ values }) => values.length)).toEqual([
      1, 1, 1,
    ]);
  });

  test.each([["root"], ["one"]])(
    "that few of each hold, %s among them, may be held by most",
    async (name) => {
      const { several, send } = world;
      for (const [id, v] of [
        ["a", "x"],
        ["b", "x"],
        ["c", "y"],
      ] as const) {
        await send(name, id, { v });
      }
      for (const [id, v] of [
        ["d", "z"],
        ["e", "z"],
        ["f", "y"],
        ["g", "y"],
      ] as const) {
        await send("two", id, { v });
      }
      expect((await several.values("v", 1)).values).toMatchObject([{ value: "y", instances: 3 }]);
    },
  );

  test("of lists add up, and so do their items", async () => {
    const { several, send } = world;
    await send("one", "a", { list: ["x", "y"] });
    await send("two", "b", { list: ["x"] });
    const { values, items } = await several.values("list", 10);
    expect(values.map(({ value, instances }) => [value, instances])).toEqual([
      ["x", 2],
      ["y", 1],
    ]);
    expect(items).toEqual({ total: 3, kept: 3 });
  });

  test("are as many as are asked for", async () => {
    const { several, send } = world;
    for (let i = 0; i < 5; i += 1) await send(i % 2 ? "one" : "two", `i${i}`, { v: `v${i}` });
    expect((await several.values("v", 3)).values.map(({ value }) => value)).toEqual([
      "v0",
      "v1",
      "v2",
    ]);
    expect(SHARD_VALUES).toBeGreaterThan(3);
  });

  test("of another app, or of a key that nobody sent, are none", async () => {
    const { several, send } = world;
    await send("one", "a", { v: "x" }, {}, "shop");
    const none = { values: [], fields: [], items: { total: 0, kept: 0 } };
    expect(await several.values("v", 10)).toEqual(none);
    expect((await several.values("v", 10, "shop")).values).toHaveLength(1);
  });
});

test("instances are those of all, heard last first, by their ids where that is the same", async () => {
  const { several, send, clock } = world;
  await send("root", "r", { x: 1 });
  clock.advance(600_000);
  await send("two", "b", { x: 1 });
  await send("one", "a", { x: 1 });
  await send("one", "c", { x: 1 }, {}, "shop");
  clock.advance(1_000);
  await send("two", "d", { x: 1 });
  const since = NOW_MS + 600_000;
  const { instances, ...counts } = await several.instances(3, since);
  expect(instances.map(({ id }) => id)).toEqual(["d", "a", "b"]);
  expect(counts).toEqual({ active: 4, overdue: 1, total: 5 });
  const ofShop = await several.instances(3, since, "shop");
  expect(ofShop).toMatchObject({ instances: [{ id: "c", app: "shop" }], active: 1, total: 1 });
  const one = await several.instances(3, since, undefined, "b");
  expect(one).toMatchObject({ instances: [{ id: "b" }], active: 4, overdue: 1, total: 5 });
  expect((await several.instances(3, since, "shop", "b")).instances).toEqual([]);
  const { sql } = world.of("one");
  sql.all("UPDATE app SET instances = ?", FEW_INSTANCES + 1);
  expect((await several.instances(3, since, "shop")).overdue).toBeUndefined();
});

describe("accounting", () => {
  const numbered = (epoch: string, seq: number, more: Partial<Update> = {}) => ({
    epoch,
    seq,
    calls: 2,
    recorded: 9,
    dropped: { disabled: 1 },
    ...more,
  });

  test("adds sums up, by reason, and has the epochs heard last of all", async () => {
    const { several, send, clock } = world;
    await send("one", "a", { x: 2 }, numbered("e1", 1));
    clock.advance(1_000);
    await send("root", "r", { x: 2 }, numbered("e2", 1, { dropped: { "buffer-full": 4 } }));
    clock.advance(1_000);
    await send("two", "b", { x: 2 }, numbered("e3", 2));
    await send("two", "b", { x: 2 }, numbered("e3", 2));
    const { epochs, ...sums } = await several.accounting(2);
    expect(epochs.map(({ epoch }) => epoch)).toEqual(["e3", "e2"]);
    expect(sums).toEqual({
      recorded: 27,
      accepted: 6,
      dropped: { disabled: 2, "buffer-full": 4 },
      pending: sums.pending,
      unexplained: sums.unexplained,
      missing: 1,
      duplicates: 1,
    });
    const dropped = Object.values(sums.dropped).reduce((sum, n) => sum + n, 0);
    expect(sums.recorded).toBe(sums.accepted + dropped + sums.pending + sums.unexplained);
  });

  test("of one instance has its epochs, wherever it is", async () => {
    const { several, send } = world;
    await send("one", "a", { x: 2 }, numbered("e1", 1));
    await send("two", "b", { x: 2 }, numbered("e2", 1));
    expect((await several.accounting(9, "b")).epochs).toMatchObject([{ epoch: "e2" }]);
  });
});

describe("a change", () => {
  test("is made by the root, and told before it is answered", async () => {
    const { several, told, root } = world;
    expect(await several.control({ disable: ["x"] })).toMatchObject({ disabled_keys: ["x"] });
    expect(told).toHaveBeenCalledOnce();
    const { version } = root.store.allControls();
    expect(await several.undo(version)).toMatchObject({ disabled_keys: [] });
    expect(told).toHaveBeenCalledTimes(2);
  });

  test("that is refused is told nobody", async () => {
    const { several, told } = world;
    await expect(several.control({ interval_ms: 1 })).rejects.toMatchObject({ code: "bad-option" });
    await expect(several.control({ stop: true, app: "shop" })).rejects.toThrow(
      'app: nothing has come from "shop" yet',
    );
    await expect(async () => several.undo(7)).rejects.toMatchObject({ code: "bad-option" });
    expect(told).not.toHaveBeenCalled();
  });

  test("may be of an app that only a shard has heard of", async () => {
    const { several, send } = world;
    await send("two", "a", { x: 1 }, {}, "shop");
    expect(await several.control({ stop: true, app: "shop" })).toMatchObject({
      wishes: [{ app: "shop", stop: true }],
    });
  });

  test("may not be of one whose shard does not answer", async () => {
    const { several, send, away } = world;
    await send("two", "a", { x: 1 }, {}, "shop");
    away.add("two");
    await expect(several.control({ stop: true, app: "shop" })).rejects.toThrow("shop");
  });

  test("is looked at before: all whom it would touch, wherever they are", async () => {
    const { several, send, clock } = world;
    for (const [name, id] of [
      ["one", "a"],
      ["two", "b"],
      ["root", "c"],
    ] as const) {
      await send(name, id, { x: 1 });
    }
    await send("one", "d", { y: 1 });
    clock.advance(3_600_000);
    for (const [name, id] of [
      ["one", "a"],
      ["two", "b"],
    ] as const)
      await send(name, id, { x: 1 });
    expect(await several.preview({ disable: ["x"] })).toEqual({
      instances: 3,
      updates_per_hour: expect.closeTo(
        ["one", "two", "root"].reduce(
          (sum, name) => sum + world.of(name).store.preview({ disable: ["x"] }).updates_per_hour,
          0,
        ),
        1,
      ),
      estimated: false,
    });
    await expect(several.preview({ disable: ["x"], app: "none" })).resolves.toMatchObject({
      instances: 0,
    });
  });
});

describe("an export", () => {
  const all = async <W extends keyof Rows>(what: W, app?: string) => {
    const rows: Rows[W][] = [];
    const wanted = { window: HOUR, ...(app !== undefined && { app }) };
    for await (const page of world.several.rows(what, wanted)) rows.push(...page);
    return rows;
  };

  beforeEach(async () => {
    const { send, handUp } = world;
    await send("root", "m", { x: 1, v: "own" });
    await send("one", "z", { x: 2, v: "one" });
    await send("two", "a", { x: 4, v: "two" });
    await send("two", "b", { x: 8 }, {}, "shop");
    handUp("one");
  });

  test("of totals is the root's", async () => {
    expect((await all("totals")).map(({ key, total }) => [key, total])).toEqual([
      ["v", 2],
      ["x", 3],
    ]);
  });

  test("of values has those of all", async () => {
    expect((await all("values")).map(({ value }) => value)).toEqual(["own", "one", "two"]);
  });

  test("of instances has those of all, in the order of their ids", async () => {
    expect((await all("instances")).map(({ id }) => id)).toEqual(["a", "b", "m", "z"]);
    expect((await all("instances", "shop")).map(({ id }) => id)).toEqual(["b"]);
  });

  test("of changes is the root's", async () => {
    await world.several.control({ stop: true });
    expect(await all("changes")).toMatchObject([{ change: { stop: true } }]);
  });

  test("names who was silent, and has the rest", async () => {
    world.away.add("one");
    expect((await all("instances")).map(({ id }) => id)).toEqual(["a", "b", "m"]);
    expect(world.several.silent?.()).toEqual(["one"]);
  });

  test("that nobody reads to its end lets go of all it opened", async () => {
    const opened: ReadableStream[] = [];
    world.onRows((stream) => opened.push(stream));
    for (const what of ["values", "instances"] as const) {
      for await (const page of world.several.rows(what, { window: HOUR })) {
        expect(page.length).toBeGreaterThan(0);
        break;
      }
    }
    await settled();
    expect(opened).toHaveLength(4);
    // Of one that was let go there is no more.
    for (const stream of opened) {
      expect(stream.locked || (await stream.getReader().read()).done).toBe(true);
    }
  });
});
