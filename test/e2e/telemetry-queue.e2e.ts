// Updates by way of a queue, in workerd: answered at once, counted once, however often they are delivered.
import { afterAll, describe, expect, test } from "vitest";
import type { KeysReply } from "../../src/core/api.ts";
import type { Reply, Update } from "../../src/core/update.ts";
import { runWorker } from "../support/workerd.ts";

// Each batch is delivered twice, and what was not taken the first time comes once more besides.
const worker = await runWorker(
  `import { telemetry } from "./src/workers/telemetry/telemetry-object.ts";
  const { TelemetryObject, fetch, queue } = telemetry((env) => ({
    namespace: env.TALLY, queue: env.QUEUE, shards: 2, isOpen: true, rollupMs: 100,
    ingestKeys: { default: "default-key", shop: "shop-key-1" },
  }));
  export { TelemetryObject as Tally };
  export default {
    fetch,
    async queue(batch, env) {
      await queue({ messages: batch.messages.map((each) => ({ id: each.id, body: each.body, attempts: each.attempts, ack() {}, retry() {} })) }, env);
      await queue(batch, env);
    },
  };`,
  { hasQueue: true },
);
afterAll(worker.stop);

const send = (update: Partial<Update>, query = "?key=default-key") =>
  fetch(`${worker.url}/v1/update${query}`, {
    method: "POST",
    body: JSON.stringify({ instance_id: "i", timestamp: new Date().toISOString(), ...update }),
  });
const totals = async (app = "default"): Promise<Record<string, number>> => {
  const reply = (await (await fetch(`${worker.url}/keys?app=${app}`)).json()) as KeysReply;
  return Object.fromEntries(reply.keys.map(({ key, total }) => [key, total]));
};

describe("a server with a queue before it", () => {
  test("counts numbered updates once, whatever is delivered how often", async () => {
    for (let seq = 1; seq <= 20; seq += 1) {
      const reply = await send({ instance_id: `i-${seq % 4}`, epoch: "e", seq, data: { a: seq } });
      expect(reply.status).toBe(200);
      expect(((await reply.json()) as Reply).ack).toBeUndefined();
    }
    // As a client does that did not hear the answer.
    await send({ instance_id: "i-1", epoch: "e", seq: 1, data: { a: 1 } });
    await expect.poll(() => totals(), { timeout: 15_000 }).toMatchObject({ a: 210 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await totals()).toMatchObject({ a: 210 });
  });

  test("counts updates without numbers once for each time they were sent", async () => {
    for (let i = 0; i < 3; i += 1) await send({ data: { plain: 2 } });
    await expect.poll(() => totals(), { timeout: 15_000 }).toMatchObject({ plain: 6 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await totals()).toMatchObject({ plain: 6 });
  });

  test.for([
    ["no update", "{", "?key=default-key", 400, /JSON/],
    ["a member that is wrong", '{"instance_id":1}', "?key=default-key", 400, /instance_id/],
    ["a wrong key", "{}", "?key=nobody-has-it", 403, /key/],
    ["an app that may not send", "{}", "?app=other&key=default-key", 403, /other/],
  ] as const)("refuses %s before it is queued", async ([, body, query, status, why]) => {
    const reply = await fetch(`${worker.url}/v1/update${query}`, { method: "POST", body });
    expect(reply.status).toBe(status);
    expect(((await reply.json()) as { error: string }).error).toMatch(why);
  });

  test("takes what is too long for a message straight to its shard", async () => {
    const data = { long: "x".repeat(50_000), b: 1 };
    const reply = await send(
      { epoch: "long", seq: 1, data, set_keys: ["long"] },
      "?app=shop&key=shop-key-1",
    );
    expect(((await reply.json()) as Reply).ack).toBe(1);
    await expect.poll(() => totals("shop"), { timeout: 15_000 }).toMatchObject({ b: 1 });
  });

  test("tells senders what the operator wants, and gives who asks to be forgotten a receipt", async () => {
    const change = { disable: ["a"], interval_ms: 5_000 };
    const put = await fetch(`${worker.url}/controls`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(change),
    });
    expect(put.status).toBe(200);
    const heard = async () => (await (await send({ epoch: "t", seq: 1 })).json()) as Reply;
    await expect
      .poll(heard, { timeout: 20_000, interval: 500 })
      .toMatchObject({ disable_keys: ["a"], next_update: 5_000_000_000 });
    const forgotten = (await (await send({ epoch: "t", seq: 2, forget: true })).json()) as Reply;
    expect(forgotten.receipt).toMatch(/^[\da-f]{16}$/);
  });
});
