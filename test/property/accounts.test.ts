// Whatever is lost, doubled or overtaken on the way, the accounts add up after every step.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Accounting, EpochAccount } from "../../src/core/accounting.ts";
import type { Update } from "../../src/core/update.ts";
import { HOUR, memorySql, openStore } from "../support/store.ts";

interface Work {
  readonly counted: number;
  readonly dropped: number;
  readonly reason: string;
  readonly lost: number;
}

/** What a client does before it seals an update, and takes out of it before that arrives. */
const work: fc.Arbitrary<Work> = fc.record({
  counted: fc.nat(9),
  dropped: fc.nat(3),
  reason: fc.constantFrom("disabled", "reset", "buffer-full"),
  lost: fc.nat(3),
});
const epochs = fc.array(fc.array(work, { minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 4,
});
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ epoch: fc.nat(3), seq: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.constant("restart" as const) },
  { weight: 1, arbitrary: fc.constant("forget" as const) },
);

/** The updates of one epoch, as an honest client seals them. */
function sealed(epoch: number, works: readonly Work[]): Update[] {
  let recorded = 0;
  const dropped: Record<string, number> = {};
  return works.map(({ counted, dropped: more, reason, lost }, index) => {
    recorded += counted + more;
    if (more > 0) dropped[reason] = (dropped[reason] ?? 0) + more;
    const taken = Math.min(lost, counted);
    return {
      instance_id: epoch % 2 === 0 ? "i" : "j",
      timestamp: "2026-11-21T08:40:03Z",
      epoch: `e${epoch}`,
      seq: index + 1,
      data: { k: counted - taken },
      calls: counted - taken,
      dropped: { ...dropped },
      recorded,
      ...(taken > 0 && { lost: { expired: taken } }),
    };
  });
}
const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, one) => all + one, 0);
const left = (one: Accounting | EpochAccount) =>
  one.recorded - one.accepted - sum(one.dropped) - one.pending - one.unexplained;

test("recorded = accepted + dropped + pending, in each epoch and in the sums, and nothing is unexplained", async () => {
  await fc.assert(
    fc.asyncProperty(epochs, fc.array(step, { maxLength: 40 }), async (works, steps) => {
      const sql = memorySql();
      let { store, send } = openStore(sql);
      const all = works.map((each, epoch) => sealed(epoch, each));
      const came = new Map<string, Update>();
      let forgotten = false;
      for (const now of steps) {
        if (now === "restart") ({ store, send } = openStore(sql));
        else if (now === "forget") {
          await send(undefined, { instance_id: "j", forget: true });
          forgotten = true;
        } else {
          const update = all[now.epoch]?.[now.seq];
          if (!update) continue;
          const { fresh } = await send(update.data, update);
          const name = `${update.epoch}/${update.seq}`;
          const isGone = forgotten && update.instance_id === "j";
          expect(fresh).toBe(!isGone && !came.has(name));
          if (fresh) came.set(name, update);
        }

        const accounts = store.accounting(99);
        expect([left(accounts), ...accounts.epochs.map(left)].every((rest) => rest === 0)).toBe(
          true,
        );
        expect(accounts.unexplained).toBe(0);
        const calls = [...came.values()].map((update) => update.calls ?? 0);
        expect(accounts.accepted).toBe(calls.reduce((total, one) => total + one, 0));
        expect(store.keys(HOUR)[0]?.total ?? 0).toBe(accounts.accepted);
        if (forgotten) continue;
        for (const name of ["recorded", "accepted", "pending", "missing", "duplicates"] as const) {
          const added = accounts.epochs.reduce((total, epoch) => total + epoch[name], 0);
          expect([name, accounts[name]]).toEqual([name, added]);
        }
        for (const { epoch, pending, missing } of accounts.epochs) {
          const highest = all[Number(epoch.slice(1))]?.findLast(({ seq }) =>
            came.has(`${epoch}/${seq}`),
          );
          const open = all[Number(epoch.slice(1))]?.filter(
            ({ seq = 0 }) => seq < (highest?.seq ?? 0) && !came.has(`${epoch}/${seq}`),
          );
          expect(missing).toBe(open?.length);
          const calls = open?.map((update) => (update.calls ?? 0) + sum(update.lost ?? {}));
          expect(pending).toBe(calls?.reduce((total, one) => total + one, 0));
        }
      }
    }),
    { numRuns: 200 },
  );
}, 30_000);
