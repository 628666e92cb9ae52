// All that a server does with pushed metrics.
import { expect, test } from "vitest";
import { memoryHistory } from "../../../../src/history/memory.ts";
import { createAccess } from "../../../../src/server/access.ts";
import { createMeter } from "../../../../src/server/meter.ts";
import { createPushing } from "../../../../src/server/pushes/pushing.ts";
import { routes } from "../../../../src/server/routes.ts";
import { createPushes } from "../../../../src/store/pushes/pushes.ts";
import { ask } from "../../../support/requests.ts";
import { openStore } from "../../../support/store.ts";

test("what is pushed is shown, scraped, and kept over time", async () => {
  const { store, clock, sql } = openStore();
  const history = memoryHistory({ clock });
  const pushing = createPushing({
    store,
    pushes: createPushes(sql, { clock }),
    history,
    access: createAccess({ clock }),
    meter: createMeter(history, clock),
    origins: [],
    clock,
  });
  const handler = routes({ ...pushing.routes, ...pushing.reads });
  const path = "POST /metrics/job/shop?epoch=e&seq=1";
  expect((await ask(handler, path, "n 3\n", { "content-type": "text/plain" })).status).toBe(202);
  pushing.tick();
  expect((await ask(handler, "GET /pushed")).json).toMatchObject({
    pushed: [{ host: "sum/shop", families: [{ name: "n", series: [{ value: 3 }] }] }],
  });
  expect((await ask(handler, "GET /metrics")).json).toContain('\nn{job="shop"} 3\n');
  expect(await history.hosts()).toEqual(["sum/shop"]);
});
