import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { SqlValue } from "../../../../src/core/ports.ts";
import {
  type ObjectContext,
  TallyObject,
  tallyObject,
} from "../../../../src/workers/tally/tally-object.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { fakeNetwork, LOST, ok } from "../../../support/network.ts";
import { ask, validUpdate } from "../../../support/requests.ts";
import { NOW_MS } from "../../../support/store.ts";

/** A `ctx` as the runtime has it. */
function context(): ObjectContext & { readonly alarms: number[] } {
  const db = new DatabaseSync(":memory:");
  const alarms: number[] = [];
  return {
    alarms,
    storage: {
      sql: {
        exec: (statement: string, ...values: SqlValue[]) => ({
          toArray: () => db.prepare(statement).all(...values),
        }),
      },
      transactionSync: (run) => run(),
      async setAlarm(atMs) {
        alarms.push(atMs);
      },
    },
  };
}

describe("tallyObject", () => {
  test("makes a class that takes in, sets its alarm, and sends", async () => {
    const clock = manualClock(NOW_MS);
    const { transport, sent, answers } = fakeNetwork(clock);
    answers([LOST, ok({ ack: 1 })]);
    const errors: string[] = [];
    const Counts = tallyObject<{ where: string }>(({ where }) => ({
      endpoint: new URL(where),
      transport,
      clock,
      intervalMs: 5_000,
      onError: ({ code }) => errors.push(code),
    }));
    const ctx = context();
    const object = new Counts(ctx, { where: "https://count.example/v1/update" });
    const answer = await ask((request) => object.fetch(request), "POST /", validUpdate());
    expect(answer).toMatchObject({ status: 200, json: { ack: 1 } });
    expect(ctx.alarms).toEqual([NOW_MS]);
    await object.alarm();
    expect(errors).toEqual(["network"]);
    expect(ctx.alarms).toEqual([NOW_MS, NOW_MS + 4_500]);
    clock.advance(4_500);
    await object.alarm();
    expect(sent.map(({ url }) => url)).toEqual(Array(2).fill("https://count.example/v1/update"));
    expect(ctx.alarms).toHaveLength(2);
  });

  test("says at once that it knows no server", () => {
    expect(() => new TallyObject(context(), {})).toThrow("no endpoint: set TALLY_ENDPOINT");
    expect(() => new (tallyObject({ endpoint: "" }))(context(), {})).toThrow("no endpoint");
  });

  test("takes the server from the variable", () => {
    const env = { TALLY_ENDPOINT: "https://count.example/v1/update" };
    expect(new TallyObject(context(), env)).toBeInstanceOf(TallyObject);
  });
});
