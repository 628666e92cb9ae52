import { expect, test } from "vitest";
import { healthRoutes } from "../../../src/server/health.ts";
import { routes } from "../../../src/server/routes.ts";
import { ask } from "../../support/requests.ts";

const handler = (whyNotReady: () => string | undefined, onError?: (error: unknown) => void) =>
  routes(healthRoutes({ whyNotReady, ...(onError && { onError }) }));

test("a process that answers is up, whatever it waits for", async () => {
  const { status, json, headers } = await ask(
    handler(() => "stopping"),
    "GET /healthz",
  );
  expect([status, json]).toEqual([200, { status: "ok" }]);
  expect(headers.get("cache-control")).toBe("no-store");
});

test.each([
  [undefined, 200, { status: "ready" }],
  ["stopping", 503, { status: "not ready", reason: "stopping" }],
])("ready, or not and why: %j is answered with %i", async (reason, status, json) => {
  expect(
    await ask(
      handler(() => reason),
      "GET /readyz",
    ),
  ).toMatchObject({ status, json });
});

test.each(["/healthz", "/readyz"])("%s answers HEAD without a body", async (path) => {
  const { status, json } = await ask(
    handler(() => undefined),
    `HEAD ${path}`,
  );
  expect([status, json]).toEqual([200, ""]);
});

test("who cannot tell is not ready, and says no more than that", async () => {
  const heard: unknown[] = [];
  const failed = new Error("secret");
  const { status, json } = await ask(
    handler(
      () => {
        throw failed;
      },
      (error) => heard.push(error),
    ),
    "GET /readyz",
  );
  expect([status, json]).toEqual([500, { error: "internal error" }]);
  expect(heard).toEqual([failed]);
});
