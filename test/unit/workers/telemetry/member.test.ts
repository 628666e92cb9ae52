// One object among several: instances are counted at home, and move there.
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Handler } from "../../../../src/core/ports.ts";
import { OVERDUE_MS, REMINDERS } from "../../../../src/core/shard-limits.ts";
import { MAX_APPS } from "../../../../src/core/store-limits.ts";
import type { Update } from "../../../../src/core/update.ts";
import { homeOf } from "../../../../src/workers/telemetry/home.ts";
import { withInstance } from "../../../../src/workers/telemetry/instance-of.ts";
import { createMember, type Member } from "../../../../src/workers/telemetry/member.ts";
import type { Peer, View } from "../../../../src/workers/telemetry/peer.ts";
import { createRecords, type Records } from "../../../../src/workers/telemetry/view.ts";
import { settled } from "../../../support/clock.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { HOME } from "../../../support/requests.ts";
import { memorySql, NOW_MS, type OpenPart, openPart, updateOf } from "../../../support/store.ts";

interface Made extends OpenPart {
  readonly name: string;
  readonly member: Member;
  readonly records: Records;
  readonly handler: Handler;
  readonly wake: ReturnType<typeof vi.fn>;
  readonly arm: ReturnType<typeof vi.fn>;
  readonly onError: ReturnType<typeof vi.fn>;
}

const view = (version: number, shards: number, former: number[] = []): View => ({
  version,
  shards,
  former,
});

/** Objects that are asked in this process, each made when it is first asked for. */
function open(first: View | undefined = view(1, 2)) {
  const clock = manualClock(NOW_MS);
  const objects = new Map<string, Made>();
  const calls: string[] = [];
  /** Decides what becomes of a call: it may throw before it is made, or give what throws after it. */
  let network = (_to: string, _verb: string): undefined | (() => void) => undefined;
  const peers = (to: string) =>
    new Proxy({} as Peer, {
      get:
        (_, verb: "give") =>
        async (...asked: [never, never, never]) => {
          const after = network(to, verb);
          calls.push(`${to} ${verb}`);
          const { member, handler } = of(to);
          const run = member[verb] as (...given: unknown[]) => Promise<unknown>;
          const found = await run(...structuredClone(asked), handler);
          after?.();
          return structuredClone(found);
        },
    });
  const of = (name: string): Made => {
    const found = objects.get(name);
    if (found) return found;
    const opened = openPart(undefined, { clock });
    const records = createRecords(memorySql());
    if (first) records.see(first);
    const [wake, arm, onError] = [vi.fn(), vi.fn(), vi.fn()];
    const { store, part } = opened;
    const learn = vi.fn(async () => void records.see(view(1, 2)));
    const member = createMember({
      ...{ name, store, part, records, peers, clock, limits: {}, learn, arm, wake, onError },
    });
    const handler: Handler = async (request) => {
      const update = (await request.json()) as Update;
      if (typeof update.instance_id !== "string") return new Response("none", { status: 400 });
      try {
        const app = new URL(request.url).searchParams.get("app") as string;
        const accepted = await member.accept(update, clock.now(), clock.now(), app);
        return Response.json(accepted, { headers: { "x-by": name } });
      } catch (error) {
        return new Response((error as Error).message, { status: 503 });
      }
    };
    const made = { ...opened, name, member, records, handler, wake, arm, onError };
    objects.set(name, made);
    return made;
  };
  const send = async (
    to: string,
    id: string,
    more: Partial<Update> = {},
    headers = new Headers(),
    app = "default",
  ) => {
    const { member, handler } = of(to);
    const update = updateOf({ n: 1 }, { instance_id: id, epoch: "e", ...more });
    const init = { method: "POST", body: JSON.stringify(update), headers };
    const response = await member.update(
      new Request(`${HOME}/v1/update?app=${app}`, init),
      handler,
    );
    const text = await response.text();
    const by = response.headers.get("x-by");
    const json = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, by, headers: response.headers, json };
  };
  const see = (next: View, ...names: string[]) => {
    for (const name of names) of(name).records.see(next);
  };
  return {
    clock,
    calls,
    of,
    send,
    see,
    holders: () => [...objects.values()].filter(({ part }) => part.knows("i")).map((o) => o.name),
    fail: (run: typeof network) => {
      network = run;
    },
  };
}

const away = () => {
  throw new Error("away");
};
/** Homes of `i` by how many shards there are. */
const at = (shards: number) => homeOf("i", shards);
/** A number of shards that makes `i` move away from its home among two, and a third that does so again. */
const [MORE, MOST] = (() => {
  const more = [3, 4, 5, 6, 7, 8, 9].find((n) => at(n) !== at(2)) as number;
  return [more, [...Array(40).keys()].find((n) => n > more && at(n) !== at(more)) as number];
})();

let world: ReturnType<typeof open>;
beforeEach(() => {
  world = open();
});

describe("an update", () => {
  test("is counted where its instance is at home", async () => {
    const { send, of, calls } = world;
    const { status, by, json } = await send(at(2), "i", { seq: 1 });
    expect([status, by, json, calls]).toEqual([200, at(2), { fresh: true, ack: 1 }, []]);
    expect(of(at(2)).arm).toHaveBeenCalled();
  });

  test("that came elsewhere is passed on as it is, and so is the answer", async () => {
    const { send, of, calls, holders } = world;
    const wrong = at(2) === "shard-0" ? "shard-1" : "shard-0";
    const handler = vi.fn(of(at(2)).handler);
    Object.assign(of(at(2)), { handler });
    const headers = new Headers({ "x-mine": "1", "content-length": "9" });
    expect(await send(wrong, "i", { seq: 1 }, headers)).toMatchObject({
      status: 200,
      by: at(2),
      json: { fresh: true, ack: 1 },
    });
    expect([calls, holders()]).toEqual([[`${at(2)} pass`], [at(2)]]);
    const passed = handler.mock.calls[0]?.[0];
    expect(passed).toMatchObject({ method: "POST", url: `${HOME}/v1/update?app=default` });
    expect(passed?.headers.get("x-mine")).toBe("1");
  });

  test("is believed to be of the instance that the front tells, and not read before", async () => {
    const { send, calls } = world;
    const headers = withInstance(new Headers(), "i");
    const wrong = at(2) === "shard-0" ? "shard-1" : "shard-0";
    expect(await send(wrong, "i", { seq: 1 }, headers)).toMatchObject({ status: 200, by: at(2) });
    expect(await send(at(2), "i", { seq: 1 }, headers)).toMatchObject({ json: { fresh: false } });
    expect(calls).toEqual([`${at(2)} pass`]);
  });

  test("of somebody else than its header says is not counted away from home", async () => {
    const { send, of, holders } = world;
    const wrong = at(2) === "shard-0" ? "shard-1" : "shard-0";
    const other = ["a", "b", "c", "d", "e"].find((id) => homeOf(id, 2) === wrong) as string;
    const headers = withInstance(new Headers(), other);
    expect(await send(wrong, "i", {}, headers)).toMatchObject({ status: 503 });
    expect([holders(), of(wrong).arm.mock.calls]).toEqual([[], []]);
  });

  test.each([
    ["no instance", "{}", 400],
    ["an instance that is no text", '{"instance_id":1}', 400],
  ])("with %s is answered where it came", async (_, body, status) => {
    const { of, calls } = world;
    const { member, handler } = of("shard-0");
    const request = new Request(`${HOME}/v1/update`, { method: "POST", body });
    expect([(await member.update(request, handler)).status, calls]).toEqual([status, []]);
  });

  test("whose body cannot be read is an error of its sender", async () => {
    const { of } = world;
    const { member, handler } = of("shard-0");
    const headers = { "content-encoding": "br" };
    const request = new Request(`${HOME}/v1/update`, { method: "POST", body: "x", headers });
    await expect(member.update(request, handler)).rejects.toMatchObject({ code: "unsupported" });
  });

  test("makes an object ask the root that does not know of the others yet", async () => {
    const { send, of } = open(undefined);
    Object.assign(world, { of });
    expect(await send(at(2), "i")).toMatchObject({ status: 200, by: at(2) });
    expect(of(at(2)).records.view()).toEqual(view(1, 2));
  });

  test("of one object that was always alone is not even looked at", async () => {
    const { of, calls } = open(view(1, 1));
    const { member } = of("root");
    const request = new Request(`${HOME}/v1/update`, { method: "POST", body: "x" });
    const handler = vi.fn(() => new Response("ok"));
    await member.update(request, handler);
    expect(handler).toHaveBeenCalledExactlyOnceWith(request);
    expect(calls).toEqual([]);
  });

  test("whose home is away has to be sent again", async () => {
    const { send, of, fail } = world;
    fail(away);
    const wrong = at(2) === "shard-0" ? "shard-1" : "shard-0";
    const { status, headers } = await send(wrong, "i");
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
    expect(of(wrong).onError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ message: "away" }),
    );
  });
});

describe("of two views the newer holds", () => {
  test("where the home has it: whoever passed the update on learns it, and passes it on again", async () => {
    const { send, see, of, calls } = world;
    const start = at(2) === "shard-0" ? "shard-1" : "shard-0";
    see(view(2, MORE, [2]), at(2), at(MORE));
    expect(await send(start, "i", { seq: 1 })).toMatchObject({ status: 200, by: at(MORE) });
    expect(of(start).records.view()).toEqual(view(2, MORE, [2]));
    expect(calls[0]).toBe(`${at(2)} pass`);
  });

  test("where the sender has it: the home learns it", async () => {
    const { send, see, of } = world;
    const start = `shard-${MORE}`;
    see(view(2, MORE, [2]), start);
    expect(await send(start, "i", { seq: 1 })).toMatchObject({ status: 200, by: at(MORE) });
    expect(of(at(MORE)).records.view()).toEqual(view(2, MORE, [2]));
    expect(of(at(2)).records.view()).toEqual(view(2, MORE, [2]));
  });

  test("and where each has a newer one than the last, it is given up for now", async () => {
    const { of, send } = world;
    let version = 1;
    const start = at(2) === "shard-0" ? "shard-1" : "shard-0";
    for (const name of ["shard-0", "shard-1"]) {
      const { member } = of(name);
      Object.assign(member, {
        pass: async () => {
          version += 1;
          return { view: view(version, 2) };
        },
      });
    }
    const { status, headers } = await send(start, "i");
    expect([status, headers.get("retry-after"), version]).toEqual([503, "5", 5]);
  });
});

describe("with more shards an instance", () => {
  beforeEach(async () => {
    await world.send(at(2), "i", { seq: 1 });
    world.see(view(2, MORE, [2]), at(MORE));
  });

  test("is fetched by its new home when it speaks, and its former one lets it go", async () => {
    const { send, holders, calls, of } = world;
    expect(await send(at(MORE), "i", { seq: 1 })).toMatchObject({ json: { fresh: false, ack: 1 } });
    await settled();
    expect([holders(), calls]).toEqual([[at(MORE)], [`${at(2)} give`, `${at(2)} gone`]]);
    expect(of(at(2)).records.isAnyLeaving()).toBe(false);
    await send(at(MORE), "i", { seq: 2 });
    expect(calls).toHaveLength(2);
  });

  test("is fetched when its update comes to the former home, which is told so", async () => {
    const { send, see, holders } = world;
    see(view(2, MORE, [2]), at(2));
    expect(await send(at(2), "i", { seq: 2 })).toMatchObject({ by: at(MORE), json: { ack: 2 } });
    await settled();
    expect(holders()).toEqual([at(MORE)]);
  });

  test("is fetched once for updates that come together", async () => {
    const { send, calls, of } = world;
    const found = await Promise.all([2, 3, 4].map((seq) => send(at(MORE), "i", { seq })));
    expect(found.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(calls.filter((call) => call.endsWith("give"))).toEqual([`${at(2)} give`]);
    expect(of(at(MORE)).store.instances(1, 0).instances).toMatchObject([{ updates: 4 }]);
  });

  test("that nobody knows is new there", async () => {
    const { send, see, calls } = world;
    const other = [..."abcdefghij"].find((id) => homeOf(id, MORE) !== homeOf(id, 2)) as string;
    see(view(2, MORE, [2]), homeOf(other, MORE));
    expect(await send(homeOf(other, MORE), other, { seq: 1 })).toMatchObject({
      json: { fresh: true },
    });
    expect(calls).toEqual([`${homeOf(other, 2)} give`]);
  });

  test("whose former home is away has to wait, and is not begun anew", async () => {
    const { send, fail, holders } = world;
    fail(away);
    expect(await send(at(MORE), "i", { seq: 1 })).toMatchObject({ status: 503 });
    expect(holders()).toEqual([at(2)]);
    fail(() => undefined);
    expect(await send(at(MORE), "i", { seq: 1 })).toMatchObject({ json: { fresh: false } });
  });

  test("that was given, and whose copy was lost on its way, is given again", async () => {
    const { send, fail, holders, of } = world;
    fail((_, verb) => (verb === "give" ? away : undefined));
    expect(await send(at(MORE), "i", { seq: 2 })).toMatchObject({ status: 503 });
    expect([holders(), of(at(2)).records.isLeaving("i")]).toEqual([[at(2)], true]);
    fail(() => undefined);
    expect(await send(at(MORE), "i", { seq: 2 })).toMatchObject({ json: { fresh: true, ack: 2 } });
  });

  test("that was given is not counted any more where it was, whatever its home knows", async () => {
    const { of, send, fail } = world;
    fail((_, verb) => (verb === "give" ? away : undefined));
    await send(at(MORE), "i", { seq: 2 });
    const { member, store } = of(at(2));
    // Its update was read before, and is to be taken in only now.
    const update = updateOf({ n: 1 }, { instance_id: "i", epoch: "e", seq: 3 });
    await expect(member.accept(update, NOW_MS, NOW_MS)).rejects.toMatchObject({
      code: "storage",
      message: "the instance is moving",
    });
    expect(store.instances(1, 0).instances).toMatchObject([{ updates: 1 }]);
  });

  test("for whose app there is no room stays where it was", async () => {
    const { of, send } = world;
    const other = [..."abcdefghij"].find(
      (id) => homeOf(id, 2) === at(2) && homeOf(id, MORE) === at(MORE),
    ) as string;
    await send(at(2), other, { seq: 1 }, undefined, "shop");
    for (let i = 0; i < MAX_APPS; i += 1) of(at(MORE)).part.meet(`app-${i}`);
    const { json } = await send(at(MORE), other, { seq: 2 }, undefined, "shop");
    await settled();
    expect(json).toMatchObject({ full: "apps" });
    expect([at(2), at(MORE)].map((name) => of(name).part.knows(other))).toEqual([true, false]);
  });
});

test("an instance that was given is not counted where it is at home again before it was looked for", async () => {
  const { of, send, see, fail } = world;
  await send(at(2), "i", { seq: 1 });
  see(view(2, MORE, [2]), at(2), at(MORE));
  fail((_, verb) => (verb === "gone" ? away() : undefined));
  await send(at(MORE), "i", { seq: 2 });
  see(view(3, 2, [MORE]), at(2));
  // Its update had been let in before it was given, and was slow to be read: the copy elsewhere has gone further.
  const update = updateOf({ n: 1 }, { instance_id: "i", epoch: "e", seq: 3 });
  await expect(of(at(2)).member.accept(update, NOW_MS, NOW_MS)).rejects.toThrow("is moving");
  fail(() => undefined);
  expect(await send(at(2), "i", { seq: 3 })).toMatchObject({ json: { fresh: true, ack: 3 } });
});

describe("of several copies", () => {
  /** Three homes have been those of the instance, and each has a copy that went further than the last. */
  async function left() {
    const { send, see, fail, of } = world;
    await send(at(2), "i", { seq: 1 });
    const second = view(2, MORE, [2]);
    see(second, at(2), at(MORE));
    // It moves on, and nobody tells the former home.
    fail((_, verb) => (verb === "gone" ? away() : undefined));
    await send(at(MORE), "i", { seq: 2 });
    const third = view(3, MOST, [2, MORE]);
    for (const name of new Set([at(2), at(MORE), at(MOST)])) of(name).records.see(third);
    return third;
  }

  test("the one that went further is taken, and the rest is let go", async () => {
    const { send, fail, holders } = world;
    await left();
    expect(holders()).toEqual([at(2), at(MORE)]);
    fail(() => undefined);
    const { json } = await send(at(MOST), "i", { seq: 2 });
    expect(json).toEqual({ fresh: false, ack: 2 });
    await settled();
    expect(holders()).toEqual([at(MOST)]);
  });

  test("what remains of one that was forgotten is the last there can be", async () => {
    const { send, fail, of } = world;
    const { receipt } = (await (async () => {
      await send(at(2), "i", { seq: 1 });
      world.see(view(2, MORE, [2]), at(2), at(MORE));
      fail((_, verb) => (verb === "gone" ? away() : undefined));
      return (await send(at(MORE), "i", { seq: 2, forget: true })).json;
    })()) as { receipt: string };
    expect(receipt).toBeDefined();
    world.see(view(3, MOST, [2, MORE]), at(2), at(MORE), at(MOST));
    fail(() => undefined);
    expect((await send(at(MOST), "i", { seq: 3 })).json).toEqual({ fresh: false, ack: 3 });
    expect((await send(at(MOST), "i", { forget: true })).json).toMatchObject({ receipt });
    await settled();
    expect(of(at(2)).store.instances(1, 0).total).toBe(0);
  });

  test("an own one that was given and never arrived stays, where it went further", async () => {
    const { send, see, fail, holders, of } = world;
    await send(at(2), "i", { seq: 1 });
    see(view(2, MORE, [2]), at(2), at(MORE));
    fail((_, verb) => (verb === "give" ? away : undefined));
    await send(at(MORE), "i", { seq: 2 });
    expect(of(at(2)).records.isLeaving("i")).toBe(true);
    fail(() => undefined);
    see(view(3, 2, [MORE]), at(2), at(MORE));
    expect(await send(at(2), "i", { seq: 2 })).toMatchObject({ json: { fresh: true, ack: 2 } });
    expect([holders(), of(at(2)).records.isLeaving("i")]).toEqual([[at(2)], false]);
  });

  test("an own one that was given is dropped for one that came back further", async () => {
    const { send, see, fail, holders } = world;
    await send(at(2), "i", { seq: 1 });
    see(view(2, MORE, [2]), at(2), at(MORE));
    fail((_, verb) => (verb === "gone" ? away() : undefined));
    await send(at(MORE), "i", { seq: 2 });
    fail(() => undefined);
    see(view(3, 2, [MORE]), at(2), at(MORE));
    expect(await send(at(2), "i", { seq: 2 })).toMatchObject({ json: { fresh: false, ack: 2 } });
    await settled();
    expect(holders()).toEqual([at(2)]);
  });
});

describe("a former home gives nothing", () => {
  beforeEach(() => world.send(at(2), "i", { seq: 1 }));

  test.each([
    ["by an older view than its own", view(3, 2), view(2, MORE, [2]), at(MORE)],
    ["to another than the home", view(1, 2), view(2, MORE, [2]), "shard-77"],
    ["to itself", view(1, 2), view(1, 2), at(2)],
  ])("%s", async (_, own, seen, to) => {
    const { of, see } = world;
    see(own, at(2));
    const { member, records } = of(at(2));
    const answer = await member.give("i", to, seen);
    expect(answer).toEqual({ view: own.version > seen.version ? own : seen });
    expect(records.isAnyLeaving()).toBe(false);
  });

  test("of whom it does not know", async () => {
    const { of } = world;
    const other = [..."abcdefghij"].find((id) => homeOf(id, MORE) !== homeOf(id, 2)) as string;
    const { member } = of(homeOf(other, 2));
    const seen = view(2, MORE, [2]);
    expect(await member.give(other, homeOf(other, MORE), seen)).toEqual({ view: seen });
  });

  test("and lets nobody go who is not leaving", async () => {
    const { of, holders } = world;
    await of(at(2)).member.gone("i", 1);
    expect(holders()).toEqual([at(2)]);
  });

  test("and lets nobody go by word of an earlier time that it was given", async () => {
    const { of, see, holders } = world;
    const { member, records } = of(at(2));
    see(view(4, MORE, [2, 3]), at(2));
    await member.give("i", at(MORE), view(4, MORE, [2, 3]));
    await member.gone("i", 2);
    expect([holders(), records.isLeaving("i")]).toEqual([[at(2)], true]);
    await member.gone("i", 4);
    expect([holders(), records.isLeaving("i")]).toEqual([[], false]);
  });
});

describe("what was given and is not known to have arrived", () => {
  const given = async () => {
    const { send, see, fail, clock, of } = world;
    await send(at(2), "i", { seq: 1 });
    see(view(2, MORE, [2]), at(2), at(MORE));
    fail((_, verb) => (verb === "gone" ? away() : undefined));
    await send(at(MORE), "i", { seq: 2 });
    fail(() => undefined);
    const home = of(at(2));
    expect(home.wake).toHaveBeenLastCalledWith(OVERDUE_MS);
    home.wake.mockClear();
    return { ...home, later: () => clock.advance(OVERDUE_MS) };
  };

  test("is asked after once it is overdue, and dropped where it has", async () => {
    const { member, records, wake, later } = await given();
    await member.tidy();
    expect([records.isLeaving("i"), wake.mock.calls]).toEqual([true, [[OVERDUE_MS]]]);
    later();
    wake.mockClear();
    await member.tidy();
    expect([world.holders(), records.isAnyLeaving(), wake.mock.calls]).toEqual([
      [at(MORE)],
      false,
      [],
    ]);
  });

  test("is fetched by its home when that is asked, where it has not", async () => {
    const { send, see, fail, clock, of, holders } = world;
    await send(at(2), "i", { seq: 1 });
    see(view(2, MORE, [2]), at(2), at(MORE));
    fail((_, verb) => (verb === "give" ? away : undefined));
    await send(at(MORE), "i", { seq: 2 });
    fail(() => undefined);
    clock.advance(OVERDUE_MS);
    await of(at(2)).member.tidy();
    await settled();
    expect(holders()).toEqual([at(MORE)]);
    expect(of(at(2)).records.isAnyLeaving()).toBe(false);
  });

  test("stays, where this is its home again", async () => {
    const { send, see, fail, clock, of, holders } = world;
    await send(at(2), "i", { seq: 1 });
    see(view(2, MORE, [2]), at(2), at(MORE));
    fail((_, verb) => (verb === "give" ? away : undefined));
    await send(at(MORE), "i", { seq: 2 });
    fail(() => undefined);
    see(view(3, 2, [MORE]), at(2), at(MORE));
    clock.advance(OVERDUE_MS);
    await of(at(2)).member.tidy();
    expect([holders(), of(at(2)).records.isLeaving("i")]).toEqual([[at(2)], false]);
  });

  test("is asked after where its home is by now", async () => {
    const { send, see, fail, clock, calls, of, holders } = world;
    await send(at(2), "i", { seq: 1 });
    see(view(2, MORE, [2]), at(2), at(MORE));
    fail((_, verb) => (verb === "give" ? away : undefined));
    await send(at(MORE), "i", { seq: 2 });
    fail(() => undefined);
    see(view(3, MOST, [2, MORE]), at(2), at(MORE), at(MOST));
    const { member, records } = of(at(2));
    clock.advance(OVERDUE_MS);
    await member.tidy();
    expect(records.overdue(clock.now(), 9)).toEqual([{ instance: "i", home: at(MOST) }]);
    clock.advance(OVERDUE_MS);
    await member.tidy();
    expect(calls).toContain(`${at(MOST)} remind`);
    await settled();
    expect(holders()).toEqual([at(MOST)]);
  });

  test("of a home that is away waits, and others do not wait for it", async () => {
    const { member, records, onError, wake, later } = await given();
    const { fail, calls } = world;
    const ids = Array.from({ length: 2 * REMINDERS }, (_, n) => `n${n}`)
      .filter((id) => homeOf(id, MORE) !== at(2))
      .slice(0, REMINDERS + 5);
    for (const id of ids) records.leave(id, "shard-77", NOW_MS - 1);
    fail((to) => (to === "shard-77" ? away() : undefined));
    later();
    wake.mockClear();
    await member.tidy();
    expect([onError.mock.calls.length, wake.mock.calls]).toEqual([REMINDERS, [[OVERDUE_MS]]]);
    later();
    await member.tidy();
    expect(calls).toContain(`${at(MORE)} remind`);
    expect(world.holders()).toEqual([at(MORE)]);
    expect(ids.filter((id) => records.isLeaving(id))).toHaveLength(ids.length);
  });

  test("and came back while it was asked after, is not dropped", async () => {
    const { member, records, later } = await given();
    const { see, send, of, holders } = world;
    later();
    const { member: home } = of(at(MORE));
    const remind = home.remind.bind(home);
    Object.assign(home, {
      async remind(...asked: Parameters<typeof remind>) {
        const answer = await remind(...asked);
        // Before the answer is there, the instance is at home again where it was.
        see(view(3, 2, [MORE]), at(2), at(MORE));
        await send(at(2), "i", { seq: 3 });
        return answer;
      },
    });
    await member.tidy();
    expect([records.isLeaving("i"), holders()]).toEqual([false, [at(2)]]);
    expect(await send(at(2), "i", { seq: 3 })).toMatchObject({ json: { fresh: false, ack: 3 } });
  });
});
