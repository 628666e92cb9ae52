// Whether all is well.
import { expect, test, vi } from "vitest";
import { routes } from "../../../../src/server/routes.ts";
import { type Check, checkRoutes, sentRecently } from "../../../../src/server/statsd/checks.ts";
import { ask } from "../../../support/requests.ts";

const WELL: Check = () => ({ isOk: true, says: "fine" });
const ILL: Check = () => ({ isOk: false, says: "ill" });

test.each<[string, Check[], number, object]>([
  ["GET /healthcheck", [ILL], 200, { ok: [], failed: [] }],
  ["GET /deepcheck", [], 200, { ok: [], failed: [] }],
  ["GET /deepcheck", [WELL], 200, { ok: ["fine"], failed: [] }],
  ["GET /deepcheck", [WELL, ILL], 500, { ok: ["fine"], failed: ["ill"] }],
])("%s", async (route, deep, status, json) => {
  expect(await ask(routes(checkRoutes(deep)), route)).toMatchObject({ status, json });
});

test("a check that fails to look is heard of, and not well", async () => {
  const onError = vi.fn();
  const broken: Check = () => {
    throw new Error("no");
  };
  const handler = routes(checkRoutes([broken], onError));
  expect((await ask(handler, "GET /deepcheck")).status).toBe(500);
  expect(onError).toHaveBeenCalledOnce();
});

test("who never sent is not well, and who did is from then on", () => {
  expect(sentRecently(() => undefined)()).toEqual({
    isOk: false,
    says: "sentRecently: never sent",
  });
  expect(sentRecently(() => 0)()).toEqual({
    isOk: true,
    says: "sentRecently: last sent 1970-01-01T00:00:00.000Z",
  });
});
