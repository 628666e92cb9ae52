// Takes pushes in.
import { describe, expect, test, vi } from "vitest";
import { TallybeaconError } from "../../../../src/core/errors.ts";
import { createAccess } from "../../../../src/server/access.ts";
import { createGate, type GateOptions } from "../../../../src/server/gate.ts";
import { type PushRoutesOptions, pushRoutes } from "../../../../src/server/pushes/routes.ts";
import { routes } from "../../../../src/server/routes.ts";
import { createPushes } from "../../../../src/store/pushes/pushes.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { ask } from "../../../support/requests.ts";
import { memorySql, NOW_MS } from "../../../support/store.ts";

const ADA = "ada-has-this-token";
const BOB = "bob-has-that-token";
const PAGE = "https://shop.example.com";
const TEXT = { "content-type": "text/plain" };
const as = (token: string) => ({ ...TEXT, authorization: `Bearer ${token}` });
const HITS = "# TYPE hits_total counter\nhits_total 3\n";
/** More than a family may have. */
const WIDE = Array.from({ length: 400 }, (_, i) => `n{l="${`${i}`.padEnd(900)}"} 1\n`).join("");
const SUMMED = "/metrics/job/shop?epoch=e&seq=1";

function open(
  options: Partial<PushRoutesOptions> = {},
  gated: GateOptions = {},
  tokens: object = { operators: { ada: ADA }, readers: { bob: BOB } },
) {
  const clock = manualClock(NOW_MS);
  const pushes = createPushes(memorySql(), { clock });
  const access = createAccess({ clock, ...tokens });
  const onError = vi.fn();
  const made = { pushes, access, gate: createGate(gated), origins: [PAGE], clock, onError };
  const handler = routes(pushRoutes({ ...made, ...options }));
  const send = async (route: string, headers: Record<string, string> = TEXT, body = HITS) =>
    ask(handler, route, route.startsWith("DELETE") ? undefined : body, headers);
  return { pushes, send, onError, clock };
}

describe("a push that adds", () => {
  test.for(["POST", "PUT"])(
    "is taken from anybody by %s, and answered with nothing",
    async (method) => {
      const { pushes, send } = open();
      const { status, json } = await send(`${method} ${SUMMED}`);
      expect([status, json]).toEqual([202, ""]);
      expect(pushes.sums()[0]?.families[0]?.metrics[0]?.value).toBe(3);
      expect(pushes.groups()).toEqual([]);
    },
  );

  test("may come from pages that are named, which may read the answer", async () => {
    const { send } = open();
    const { headers } = await send(`POST ${SUMMED}`, { ...TEXT, origin: PAGE });
    expect(headers.get("access-control-allow-origin")).toBe(PAGE);
    const asked = await send("OPTIONS /metrics/job/shop", { origin: PAGE });
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, PAGE]);
    const other = await send("OPTIONS /metrics/job/shop", { origin: "https://evil.example" });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("is counted by address and by epoch", async () => {
    const onLimit = vi.fn();
    const addresses = { keyOf: () => "192.0.2.1", isSecure: () => true, originOf: () => PAGE };
    const { send } = open({}, {
      maxUpdates: 1,
      maxPerAddress: 2,
      addresses,
      onLimit,
    } as GateOptions);
    const statuses = [];
    for (const epoch of ["e", "e", "f"]) {
      const { status, headers, json } = await send(`POST /metrics/job/shop?epoch=${epoch}&seq=1`);
      statuses.push(status);
      if (status !== 429) continue;
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect(json).toEqual({ error: expect.stringMatching(/^too many requests/) });
    }
    expect(statuses).toEqual([202, 429, 429]);
    expect(onLimit.mock.calls).toEqual([
      ["default", "rate-instance"],
      ["default", "rate-address"],
    ]);
  });

  test("shows its key where apps have keys", async () => {
    const { send } = open({}, { ingestKeys: { shop: "key-of-the-shop" } });
    expect((await send(`POST ${SUMMED}`)).status).toBe(403);
    expect((await send(`POST ${SUMMED}&app=shop&key=wrong`)).status).toBe(403);
    expect((await send(`POST ${SUMMED}&app=shop&key=key-of-the-shop`)).status).toBe(202);
  });
});

describe("a push that replaces or deletes", () => {
  test.for([
    ["POST /metrics/job/shop"],
    ["PUT /metrics/job/shop/instance/i"],
    ["DELETE /metrics/job/shop"],
    ["DELETE /metrics/job/shop?epoch=e&seq=1"],
  ])("takes an operator: %s", async ([route = ""]) => {
    const { pushes, send } = open();
    await send("POST /metrics/job/shop?epoch=e&seq=1");
    const before = [pushes.sums(), pushes.groups()];
    expect((await send(route)).status).toBe(401);
    expect((await send(route, as(BOB))).status).toBe(403);
    expect([pushes.sums(), pushes.groups()]).toEqual(before);
    expect((await send(route, as(ADA))).status).toBe(202);
    expect([pushes.sums(), pushes.groups()]).not.toEqual(before);
  });

  test("is not taken from another site's page, also where nobody is asked for a token", async () => {
    const { pushes, send } = open({}, {}, {});
    const foreign = { ...TEXT, origin: "https://evil.example" };
    expect(await send("POST /metrics/job/shop", foreign)).toMatchObject({
      status: 403,
      json: { error: "origin: another site may only add" },
    });
    expect((await send("DELETE /metrics/job/shop", foreign)).status).toBe(403);
    expect((await send("POST /metrics/job/shop")).status).toBe(202);
    expect(pushes.groups()).toHaveLength(1);
  });

  test("needs no key of an app, and is not counted", async () => {
    const keyed = { ingestKeys: { shop: "key-of-the-shop" }, maxUpdates: 1 };
    const { send } = open({}, keyed);
    for (let i = 0; i < 3; i += 1)
      expect((await send("POST /metrics/job/shop", as(ADA))).status).toBe(202);
  });
});

describe("a push that will not do", () => {
  test.for<[string, string, number, RegExp]>([
    ["POST /metrics/job/shop?epoch=e", HITS, 400, /^seq: must be/],
    ["POST /metrics/shop?epoch=e&seq=1", HITS, 400, /has no job/],
    [`POST ${SUMMED}`, "nonsense", 400, /./],
    [`POST ${SUMMED}`, "# TYPE n counter\nn NaN\n", 400, /"n" is a counter that has NaN/],
    [`POST ${SUMMED}`, "tallybeacon_x 1\n", 400, /"tallybeacon_x" is the collector's own name/],
    [`POST ${SUMMED}`, "n 1 5\n", 400, /timestamps/],
    [`POST ${SUMMED}`, `# TYPE n counter\n${'n{l="x"} 1\n'.repeat(2)}`, 400, /twice/],
    [`POST ${SUMMED}`, `# HELP n ${"x".repeat(1_025)}\nn 1\n`, 400, /has a help/],
    [`POST ${SUMMED}`, WIDE, 413, /no room/],
  ])("is refused: %s with %j", async ([route, body, status, error]) => {
    const { send, onError } = open();
    const found = await send(route, TEXT, body);
    expect(found.status).toBe(status);
    expect((found.json as { error: string }).error).toMatch(error);
    expect(onError).not.toHaveBeenCalled();
  });

  test("as its epoch is over is a conflict that says up to which push that was heard", async () => {
    const { send, clock } = open();
    await send(`POST ${SUMMED}`);
    clock.advance(31 * 86_400_000);
    expect(await send("POST /metrics/job/shop?epoch=e&seq=2")).toMatchObject({
      status: 409,
      json: { error: 'epoch "e" is over: begin another', seq: 1 },
    });
  });
});

test("what cannot be kept comes again, and is told once a minute", async () => {
  const push = () => {
    throw new TallybeaconError("storage", "a push could not be written: disk full");
  };
  const { send, onError } = open({ pushes: { push } });
  for (let i = 0; i < 3; i += 1) {
    const { status, headers } = await send(`POST ${SUMMED}`);
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
  }
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "storage" }));
});
