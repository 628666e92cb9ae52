// What a shard hands up.
import { beforeEach, describe, expect, test } from "vitest";
import type { RolledKey, Rollup } from "../../../src/core/part.ts";
import { createRollups } from "../../../src/store/rollups.ts";
import { type OpenPart, openPart } from "../../support/store.ts";

/** What keys and members come to, in all. */
function sumsOf(keys: readonly RolledKey[]): Record<string, number> {
  const sums: Record<string, number> = {};
  const add = (name: string, more: number) => {
    sums[name] = (sums[name] ?? 0) + more;
  };
  for (const { app, key, totals, members } of keys) {
    for (const [, total] of totals) add(`${app}/${key}`, total);
    for (const [, total, member = "other"] of members) add(`${app}/${key}=${member}`, total);
  }
  return sums;
}

const cells = ({ keys }: Rollup) =>
  keys.reduce((sum, { totals, members }) => sum + totals.length + members.length, 0);

let open: OpenPart;
const send = async (data: Record<string, unknown>, app?: string) => {
  const now = open.clock.now();
  const timestamp = new Date(now).toISOString();
  const update = { instance_id: "i", timestamp, data: data as never };
  await open.store.accept(update, now, now, app);
};
/** Takes and settles until there is nothing. */
const drain = (rollups: ReturnType<typeof createRollups>) => {
  const pieces: Rollup[] = [];
  for (let taken = rollups.take(); taken; taken = rollups.take()) {
    pieces.push(taken);
    rollups.settle(taken.seq);
  }
  return pieces;
};

beforeEach(() => {
  open = openPart();
});

describe("a shard without totals", () => {
  test("hands up nothing, and has nothing that waits", () => {
    const rollups = createRollups(open.sql);
    expect([rollups.take(), rollups.waits(), rollups.ahead(0, "default")]).toEqual([
      undefined,
      false,
      [],
    ]);
  });
});

describe("a shard with totals of two minutes, two apps and members", () => {
  const all = {
    "default/a": 5,
    "default/who": 9,
    'default/who="x"': 7,
    'default/who="y"': 2,
    "default/v": 2,
    "shop/a": 8,
  };

  beforeEach(async () => {
    const who = (x: number) => [
      { value: "x", count: x },
      { value: "y", count: 1 },
    ];
    await send({ a: 2, who: who(3), v: "text" });
    await send({ a: 8 }, "shop");
    open.clock.advance(60_000);
    await send({ a: 3, who: who(4), v: "text" });
  });

  test("hands all of it up in one piece, each key once", () => {
    const [piece, ...more] = drain(createRollups(open.sql));
    expect(more).toEqual([]);
    const { seq, keys } = piece as Rollup;
    expect(seq).toBe(1);
    expect(sumsOf(keys)).toEqual(all);
    expect(keys).toHaveLength(4);
    const minute = Math.floor(open.clock.now() / 60_000);
    expect(keys.find(({ app }) => app === "shop")).toEqual({
      app: "shop",
      key: "a",
      kind: "count",
      totals: [[minute - 1, 8, open.clock.now() - 60_000]],
      members: [],
    });
  });

  test("gives the same until it is settled, also when it is made again", () => {
    const taken = createRollups(open.sql).take();
    const again = createRollups(open.sql);
    expect(again.take()).toEqual(taken);
    expect(again.waits()).toBe(true);
    again.settle(0);
    expect(again.take()).toEqual(taken);
    again.settle((taken as Rollup).seq);
    expect([again.take(), again.waits()]).toEqual([undefined, false]);
  });

  test("counts on while something is on its way, and hands that up next, with a higher number", async () => {
    const rollups = createRollups(open.sql);
    const first = rollups.take() as Rollup;
    await send({ a: 100 });
    expect(rollups.take()).toEqual(first);
    rollups.settle(first.seq);
    expect(rollups.waits()).toBe(true);
    const second = rollups.take() as Rollup;
    expect([second.seq > first.seq, sumsOf(second.keys)]).toEqual([true, { "default/a": 100 }]);
  });

  test("never gives a number again, also where none of them is left", async () => {
    const [first] = drain(createRollups(open.sql));
    await send({ a: 1 });
    const [second] = drain(createRollups(open.sql));
    expect(second?.seq).toBeGreaterThan((first as Rollup).seq);
  });

  test.each([[1], [2], [3], [4], [5], [100]])(
    "hands up at most %i rows at once, and all of them in the end",
    (rows) => {
      const pieces = drain(createRollups(open.sql, rows));
      expect(pieces.map(cells).every((count) => count > 0 && count <= rows)).toBe(true);
      expect(sumsOf(pieces.flatMap(({ keys }) => keys))).toEqual(all);
      expect(pieces.map(({ seq }) => seq)).toEqual(pieces.map((_, at) => at + 1));
    },
  );

  test.each([[1], [200], [400]])("ends a piece once it has %i characters", (chars) => {
    const pieces = drain(createRollups(open.sql, 1_000, chars));
    expect(pieces.length).toBeGreaterThan(1);
    expect(sumsOf(pieces.flatMap(({ keys }) => keys))).toEqual(all);
    // The row that is one too many has some hundred.
    for (const { keys } of pieces) expect(JSON.stringify(keys).length).toBeLessThan(chars + 300);
  });

  test("tells at each moment what the root has not got", () => {
    const rollups = createRollups(open.sql, 2);
    const received: RolledKey[] = [];
    let seq = 0;
    for (;;) {
      for (const app of ["default", "shop"]) {
        for (const key of ["a", "who", "v"]) {
          const known = received.filter((each) => each.app === app && each.key === key);
          const whole = Object.entries(all).filter(([name]) =>
            new RegExp(`^${app}/${key}(=|$)`).test(name),
          );
          const ahead = rollups.ahead(seq, app, key);
          expect(sumsOf([...known, ...ahead])).toEqual(Object.fromEntries(whole));
        }
      }
      const taken = rollups.take();
      if (!taken) break;
      // The root has it, and the shard has not heard of that.
      received.push(...taken.keys);
      seq = taken.seq;
      const ahead = ["default", "shop"].flatMap((app) => rollups.ahead(seq, app));
      const totals = Object.entries(all).filter(([name]) => !name.includes("="));
      const found = Object.entries(sumsOf([...received, ...ahead]));
      expect(Object.fromEntries(found.filter(([name]) => !name.includes("=")))).toEqual(
        Object.fromEntries(totals),
      );
      rollups.settle(taken.seq);
    }
    expect(rollups.ahead(seq, "default")).toEqual([]);
  });

  test("tells of members only where one key is asked for, and nothing of other apps", () => {
    const rollups = createRollups(open.sql);
    const members = (keys: RolledKey[]) => keys.flatMap((each) => each.members);
    expect(members(rollups.ahead(0, "default"))).toEqual([]);
    expect(members(rollups.ahead(0, "default", "who"))).toHaveLength(4);
    expect(sumsOf(rollups.ahead(0, "shop"))).toEqual({ "shop/a": 8 });
    expect(rollups.ahead(0, "none")).toEqual([]);
    expect(rollups.ahead(0, "shop", "who")).toEqual([]);
  });

  test("has nothing to tell of a key that was removed, and hands the rest up", () => {
    const { sql } = open;
    sql.all("DELETE FROM key WHERE key = 'who'");
    const rollups = createRollups(sql, 3);
    const pieces: RolledKey[] = [];
    while (rollups.waits()) {
      const taken = rollups.take();
      pieces.push(...(taken?.keys ?? []));
      if (taken) rollups.settle(taken.seq);
    }
    expect(sumsOf(pieces)).toEqual({ "default/a": 5, "default/v": 2, "shop/a": 8 });
  });
});

describe("lines that rode on updates", () => {
  test("go with the next totals, those of one app and sender together, and once", async () => {
    const rollups = createRollups(open.sql);
    rollups.ride(["a:1|c", "default", ""]);
    rollups.ride(["b:1|c", "shop", "FRA"]);
    rollups.ride(["c:1|c\n", "default", ""]);
    expect(rollups.waits()).toBe(true);
    await send({ a: 2 });
    const taken = rollups.take() as Rollup;
    expect([taken.lines, sumsOf(taken.keys)]).toEqual([
      [
        ["a:1|c\nc:1|c\n", "default", ""],
        ["b:1|c", "shop", "FRA"],
      ],
      { "default/a": 2 },
    ]);
    expect(createRollups(open.sql).take()).toEqual(taken);
    rollups.renumber(taken.seq, 7);
    expect(rollups.take()).toEqual({ ...taken, seq: 7 });
    rollups.settle(7);
    expect([rollups.take(), rollups.waits()]).toEqual([undefined, false]);
  });

  test.each([
    [2, 1_000],
    [100, 10],
  ])("go in pieces of %i rows and %i characters, before totals", async (rows, chars) => {
    await send({ a: 2 });
    const rollups = createRollups(open.sql, rows, chars);
    for (const name of ["a", "b", "c", "d"]) rollups.ride([`${name}:1|c`, "default", name]);
    const pieces = drain(rollups);
    expect(pieces.length).toBeGreaterThan(1);
    const lines = pieces.flatMap((piece) => piece.lines ?? []).map(([text]) => text);
    expect(lines).toEqual(["a:1|c", "b:1|c", "c:1|c", "d:1|c"]);
    expect(sumsOf(pieces.flatMap(({ keys }) => keys))).toEqual({ "default/a": 2 });
  });
});

test("members that are not told apart have no text", async () => {
  await send({ who: [{ value: "x".repeat(10_000), count: 3 }] });
  const [piece] = drain(createRollups(open.sql));
  expect(piece?.keys[0]?.members).toEqual([[expect.any(Number), 3]]);
});

test("members are as JSON, each as it was sent", async () => {
  const values = ["x", "1", 1, true, null, 'quote " \\ 🍇'];
  await send({ who: values.map((value) => ({ value, count: 1 })) });
  const [piece] = drain(createRollups(open.sql));
  const texts = piece?.keys[0]?.members.map(([, , text]) => text);
  expect(texts?.sort()).toEqual(values.map((value) => JSON.stringify(value)).sort());
});

test("a piece of totals that gets another number is the same, and later ones come after it", async () => {
  const rollups = createRollups(open.sql);
  await send({ a: 2 });
  const { keys } = rollups.take() as Rollup;
  rollups.renumber(1, 41);
  expect(rollups.take()).toEqual({ seq: 41, keys });
  rollups.settle(41);
  await send({ a: 3 });
  expect(rollups.take()?.seq).toBe(42);
});
