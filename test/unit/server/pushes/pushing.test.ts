// All that a server does with pushed metrics.
import { expect, test } from "vitest";
import { RANGES } from "../../../../src/core/sample.ts";
import { memoryHistory } from "../../../../src/history/memory.ts";
import { createHandler, type HandlerOptions } from "../../../../src/server/handler.ts";
import { addTo } from "../../../../src/store/pushes/add.ts";
import { createPushes } from "../../../../src/store/pushes/pushes.ts";
import { ask } from "../../../support/requests.ts";
import { openStore } from "../../../support/store.ts";

const OPERATOR = "an-operator-of-many-characters";

function open(options: Partial<HandlerOptions> = {}) {
  const { store, clock, sql } = openStore();
  const history = memoryHistory({ clock });
  const handler = createHandler({ store, history, clock, ...options });
  return { handler, pushes: createPushes(sql, { clock }) };
}

test("pushes are taken where they are kept, and fed to the history with the requests that come", async () => {
  const { handler: without } = open();
  expect((await ask(without, "GET /metrics")).status).toBe(404);
  const { pushes } = open();
  const { handler } = open({ pushes, operators: { alice: OPERATOR } });
  const text = { "content-type": "text/plain" };
  const path = "/metrics/job/shop";
  expect((await ask(handler, `POST ${path}?epoch=e&seq=1`, "n 3\n", text)).status).toBe(202);
  expect((await ask(handler, `POST ${path}`, "n 3\n", text)).status).toBe(401);
  expect((await ask(handler, "GET /metrics")).status).toBe(401);
  const headers = { authorization: `Bearer ${OPERATOR}` };
  const { json, headers: said } = await ask(handler, "GET /metrics", undefined, headers);
  expect((await ask(handler, "GET /pushed", undefined, headers)).json).toMatchObject({
    pushed: [{ host: "sum/shop", families: [{ name: "n", series: [{ value: 3 }] }] }],
  });
  expect(json).toContain('\nn{job="shop"} 3\n');
  expect(said.get("x-content-type-options")).toBe("nosniff");
  const { json: hosts } = await ask(handler, "GET /hosts", undefined, headers);
  expect(hosts).toMatchObject({ hosts: ["sum/shop"] });
});

test("what is counted without requests is fed to the history, too", async () => {
  const { store, clock, sql } = openStore();
  const history = memoryHistory({ clock });
  const pushes = createPushes(sql, { clock });
  createHandler({ store, history, clock, pushes });
  for (let i = 0; i < 3; i += 1) {
    addTo(pushes, "statsd", [{ name: "n_total", metrics: [{ value: 2 }] }]);
    clock.advance(60_000);
  }
  expect(await history.query("sum/statsd", RANGES["30m"])).toMatchObject([
    { n_total: 4 },
    { n_total: 6 },
  ]);
});
