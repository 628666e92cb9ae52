// All that a server does with one-shot reports.
import { expect, test } from "vitest";
import { memoryHistory } from "../../../src/history/memory.ts";
import { createHandler, type HandlerOptions } from "../../../src/server/handler.ts";
import { createPushes } from "../../../src/store/pushes/pushes.ts";
import { openReports, reportOf } from "../../support/kept-reports.ts";
import { ask } from "../../support/requests.ts";
import { memorySql, openStore } from "../../support/store.ts";

const OPERATOR = "an-operator-of-many-characters";
const READER = "a-reader-of-many-characters";

function open(options: Partial<HandlerOptions> = {}) {
  const { store, clock } = openStore();
  return {
    handler: createHandler({ store, history: memoryHistory({ clock }), clock, ...options }),
  };
}

test("reports have no routes where nobody keeps them", async () => {
  const { handler } = open();
  for (const route of ["POST /v1/report", "POST /scout"]) {
    expect((await ask(handler, route, reportOf())).status).toBe(404);
  }
  expect((await ask(handler, "GET /applications")).status).toBe(404);
});

test("reports are anybody's to send and a reader's to read, and an operator's to answer", async () => {
  const { reports, shop } = openReports();
  const tokens = { operators: { alice: OPERATOR }, readers: { bob: READER } };
  const { handler } = open({ reports, ...tokens });
  const as = async (token: string | undefined, route: string, body?: unknown) => {
    const headers = { "content-type": "application/json" };
    const shown = token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` };
    return (await ask(handler, route, body, shown)).status;
  };
  for (const route of ["POST /v1/report", "POST /scout"]) {
    expect(await as(undefined, route, reportOf())).toBe(200);
  }
  for (const path of ["/applications", "/installs?application=shop", "/reports?application=shop"]) {
    expect([await as(undefined, `GET ${path}`), await as(READER, `GET ${path}`)]).toEqual([
      401, 200,
    ]);
  }
  const change = { application: "shop" };
  expect(await as(READER, "PUT /applications", change)).toBe(403);
  expect(await as(READER, "DELETE /applications?application=shop")).toBe(403);
  expect(await as(OPERATOR, "PUT /applications", change)).toBe(200);
  expect(shop()).toMatchObject({ reports: 2, settings: { disable: false } });
  expect(await as(OPERATOR, "DELETE /applications?application=shop")).toBe(200);
  expect(shop()).toBeUndefined();
});

test("reports may be told by the pages that updates may come from", async () => {
  const { reports } = openReports();
  const origin = "https://shop.example.com";
  const { handler } = open({ reports, origins: [origin] });
  const grantOf = async (route: string, from: string) =>
    (await ask(handler, route, reportOf(), { origin: from })).headers.get(
      "access-control-allow-origin",
    );
  for (const route of ["POST /v1/report", "OPTIONS /v1/report", "OPTIONS /scout"]) {
    expect(await grantOf(route, origin)).toBe(origin);
    expect(await grantOf(route, "https://evil.example")).toBeNull();
  }
});

test("reports are told whoever scrapes, beside what was pushed", async () => {
  const { reports, send } = openReports();
  const { handler } = open({ reports, pushes: createPushes(memorySql()) });
  send();
  const { json } = await ask(handler, "GET /metrics");
  expect(json).toContain('\ntallybeacon_reports_total{application="shop"} 1\n');
});
