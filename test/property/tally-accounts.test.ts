// Whatever server, network, database and alarms do, the accounts of an object that sums isolates balance.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import type { Transport } from "../../src/core/ports.ts";
import type { Counts } from "../../src/store/account.ts";
import { openHub, openServer } from "../support/hub.ts";
import { manualClock } from "../support/manual-clock.ts";
import { LOST, page, status } from "../support/network.ts";
import { faultySql, memorySql, NOW_MS } from "../support/store.ts";

const EPOCHS = ["e0", "e1", "e2"];

const odd = fc.constantFrom<Json>("x", 1, null, "\ud800", "__proto__", -0, 0.1, 1e308);
/** Keys are used in all ways, by turns. */
const oddData = fc.dictionary(
  fc.constantFrom("k", "ua", "ua:1", "__proto__", "constructor", "\ud800", "z\0"),
  fc.oneof(
    fc.integer({ min: -5, max: 50 }) as fc.Arbitrary<Json>,
    odd,
    fc.array(odd, { maxLength: 3 }) as fc.Arbitrary<Json>,
    fc.dictionary(fc.constantFrom("a", "__proto__", "", "b\0"), odd, { maxKeys: 3 }),
    fc.constantFrom<Json>(-1e308, [5, { value: 1, count: 2 }], [{ value: "\ud800", count: 1 }]),
  ),
  { maxKeys: 4 },
);

const oddStep = fc.record({
  data: oddData,
  wasSet: fc.boolean(),
  isolate: fc.nat(EPOCHS.length - 1),
  calls: fc.nat(30),
  drops: fc.nat(2),
  reason: fc.constantFrom("disabled", "reset", "Not A Name"),
  twice: fc.boolean(),
  next: fc.constantFrom("alarm", "alarms", "update in an alarm", "death", "nothing"),
  network: fc.constantFrom(
    "well",
    "well",
    "request lost",
    "reply lost",
    "400",
    "413",
    "503",
    "page",
  ),
  /** The database fails at the so many-th statement. */
  failsAt: fc.option(fc.nat(40)),
  control: fc.constantFrom({}, {}, { disable: ["k"] }, { enable: ["k"] }, { disable: ["ua"] }),
  waitMs: fc.constantFrom(1_000, 61_000, 3_700_000, 86_400_000, 259_200_000),
});

test("accounts balance at any time, whatever server, network and database do, and miss nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(oddStep, { minLength: 1, maxLength: 25 }), async (steps) => {
      const clock = manualClock(NOW_MS);
      const { store, transport: well } = openServer(clock);
      let network = "well";
      const transport: Transport = async (url, body) => {
        if (network === "request lost") throw LOST;
        if (/^4/.test(network)) return status(Number(network));
        if (network === "503") return page(503, new Date(clock.now() + 9_000).toUTCString());
        const answer = await well(url, body);
        if (network === "reply lost") throw LOST;
        return network === "page" ? page(200) : answer;
      };
      const sql = faultySql(memorySql());
      const hub = openHub({ sql, clock, transport });
      const die = () => {
        sql.failNext(Number.POSITIVE_INFINITY);
        hub.reopen();
      };
      const ring = () => hub.hub().alarm().catch(die);
      const told = EPOCHS.map(() => ({ seq: 0, recorded: 0, dropped: {} as Counts }));
      for (const { data, isolate, calls, drops, reason, ...rest } of steps) {
        clock.advance(rest.waitMs);
        store.control(rest.control);
        const own = told[isolate] as (typeof told)[number];
        own.seq += 1;
        own.recorded += calls + drops;
        own.dropped[reason] = (own.dropped[reason] ?? 0) + drops;
        const update = {
          timestamp: new Date(clock.now()).toISOString(),
          epoch: EPOCHS[isolate] as string,
          ...own,
          dropped: { ...own.dropped },
          data,
          set_keys: rest.wasSet ? Object.keys(data) : [],
          calls,
        };
        const send = async () => {
          while ((await hub.send(update)).status !== 200) die();
        };
        network = rest.network;
        sql.failNext(rest.failsAt ?? Number.POSITIVE_INFINITY);
        await send();
        if (rest.twice) await send();
        if (rest.next === "alarm") await ring();
        if (rest.next === "alarms") await Promise.all([ring(), ring()]);
        if (rest.next === "update in an alarm") await Promise.all([ring(), send()]);
        if (rest.next === "death") die();
        sql.failNext(Number.POSITIVE_INFINITY);
        expect(store.accounting(1).unexplained).toBe(0);
      }
      network = "well";
      for (let round = 0; round < 6; round++) {
        // What was dropped is told with what comes next.
        await hub.send({ instance_id: "other", seq: round + 1, calls: 0, recorded: 0, data: {} });
        clock.advance(7_200_000);
        await ring();
      }
      expect(await hub.look()).toMatchObject({ items: 0, pending: 0 });
      const { recorded, accepted, dropped, pending, unexplained } = store.accounting(1);
      const all = told.reduce((sum, own) => sum + own.recorded, 0);
      const explained = Object.values(dropped).reduce(
        (sum, calls) => sum + calls,
        accepted + pending,
      );
      expect({ recorded, explained, unexplained }).toEqual({
        recorded: all,
        explained: all,
        unexplained: 0,
      });
    }),
    { numRuns: 100 },
  );
});
