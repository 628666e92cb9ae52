// Whether isolates send to a server themselves or through an object that sums them, the server has the same.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Data, Json } from "../../src/core/json.ts";
import type { Transport } from "../../src/core/ports.ts";
import type { Update } from "../../src/core/update.ts";
import { type OpenHub, openHub, openServer } from "../support/hub.ts";
import { manualClock } from "../support/manual-clock.ts";
import { LOST } from "../support/network.ts";
import { memorySql, NOW_MS, type OpenStore } from "../support/store.ts";

const MONTH = { seconds: 2_592_000, step: 21_600 };
const EPOCHS = ["e0", "e1", "e2"];

const scalar = fc.oneof(
  fc.constantFrom<Json>("x", 1, "1", null, true),
  fc.string({ maxLength: 3 }),
);
const members = fc
  .uniqueArray(fc.tuple(scalar, fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
    maxLength: 4,
    selector: ([value]) => JSON.stringify(value),
  })
  .map((pairs) => pairs.map(([value, count]) => ({ value, count })));
const fields = fc.dictionary(fc.constantFrom("a", "b", "c"), scalar, { minKeys: 1, maxKeys: 3 });
/** One key is used in one way, as users do. */
const data = fc.record(
  {
    n: fc.integer({ min: 0, max: 1_000 }),
    f: fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8),
    s: members,
    l: fc.array(scalar, { minLength: 1, maxLength: 3 }),
    m: fields,
    v: fc.oneof(scalar, fields as fc.Arbitrary<Json>),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Data>;

/** What an isolate seals, and what happens after it was sent. */
const step = fc.record({
  data,
  isolate: fc.nat(EPOCHS.length - 1),
  calls: fc.nat(30),
  drops: fc.nat(2),
  /** Sent with the steps of this distance ahead, or at once. */
  lateBy: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(4)),
  twice: fc.boolean(),
  next: fc.constantFrom("alarm", "alarms", "death", "nothing", "nothing"),
  network: fc.constantFrom("well", "well", "request lost", "reply lost"),
});

/** What was counted. Values are counted by the updates that tell them, and when that was: both is another matter here. */
function held({ store }: OpenStore): unknown {
  const sums = store.keys(MONTH).filter(({ kind }) => kind !== "value");
  const all = {
    totals: sums.map(({ key, kind, total }) => [key, kind, total]).sort(),
    members: store
      .members("s", MONTH, 100)
      .members.map(({ value, total }) => `${JSON.stringify(value)} ${total}`)
      .sort(),
    whole: store.values("v", 100),
    fields: store.values("m", 100),
  };
  return JSON.parse(JSON.stringify(all, (name, value) => (name === "last_at" ? undefined : value)));
}

test("sums, members, lists and newest values are those of isolates that send by themselves", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const clock = manualClock(NOW_MS);
      const direct = openServer(clock);
      const summed = openServer(clock);
      let network = "well";
      const transport: Transport = async (url, body) => {
        if (network === "request lost") throw LOST;
        const answer = await summed.transport(url, body);
        if (network === "reply lost") throw LOST;
        return answer;
      };
      const hub: OpenHub = openHub({ sql: memorySql(), clock, transport });
      const told = EPOCHS.map(() => ({ seq: 0, recorded: 0, dropped: 0 }));
      const waiting: { at: number; update: Update; twice: boolean }[] = [];
      const deliver = async (now: number) => {
        for (const each of waiting.filter(({ at }) => at <= now)) {
          waiting.splice(waiting.indexOf(each), 1);
          await direct.store.accept(each.update, clock.now(), clock.now());
          expect((await hub.send(each.update)).status).toBe(200);
          if (each.twice) await hub.send(each.update);
        }
      };
      for (const [
        index,
        { data, isolate, calls, drops, lateBy, twice, ...rest },
      ] of steps.entries()) {
        // The server takes a value that it hears again within a minute for the former.
        clock.advance(61_000);
        const own = told[isolate] as (typeof told)[number];
        own.seq += 1;
        own.dropped += drops;
        own.recorded += calls + drops;
        const update = {
          instance_id: "a",
          timestamp: new Date(clock.now()).toISOString(),
          epoch: EPOCHS[isolate] as string,
          seq: own.seq,
          data,
          set_keys: "v" in data ? ["v"] : [],
          calls,
          recorded: own.recorded,
          dropped: own.dropped > 0 ? { disabled: own.dropped } : {},
        };
        waiting.push({ at: index + lateBy, update, twice });
        await deliver(index);
        network = rest.network;
        if (rest.next === "death") hub.reopen();
        if (rest.next === "alarm") await hub.hub().alarm();
        if (rest.next === "alarms") await Promise.all([hub.hub().alarm(), hub.hub().alarm()]);
      }
      clock.advance(1_000);
      await deliver(Number.POSITIVE_INFINITY);
      network = "well";
      for (let round = 0; round < 2; round++) {
        clock.advance(7_200_000);
        await hub.hub().alarm();
      }
      expect(await hub.look()).toMatchObject({ items: 0, pending: 0 });
      expect(held(summed)).toEqual(held(direct));
      const { recorded, accepted, dropped, unexplained, missing } = summed.store.accounting(1);
      expect({ recorded, accepted, dropped }).toEqual(
        (({ recorded, accepted, dropped }) => ({ recorded, accepted, dropped }))(
          direct.store.accounting(1),
        ),
      );
      expect({ unexplained, missing }).toEqual({ unexplained: 0, missing: 0 });
    }),
    { numRuns: 150 },
  );
});
