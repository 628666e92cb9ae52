// The operator's view of reports.
import { describe, expect, test } from "vitest";
import { applicationsRoutes } from "../../../src/server/applications.ts";
import { routes } from "../../../src/server/routes.ts";
import { DAY_MS, openReports } from "../../support/kept-reports.ts";
import { ask } from "../../support/requests.ts";
import { NOW_MS } from "../../support/store.ts";

const JSON_TYPE = { "content-type": "application/json" };
const START = Math.floor(NOW_MS / DAY_MS) * 86_400;

function open() {
  const opened = openReports();
  const { reports, clock } = opened;
  const handler = routes(applicationsRoutes({ reports, clock }));
  const get = async (path: string) => (await ask(handler, `GET ${path}`)).json;
  const put = (change: unknown, headers = {}) =>
    ask(handler, "PUT /applications", change, { ...JSON_TYPE, ...headers });
  return { ...opened, handler, get, put };
}

describe("an operator", () => {
  test("sees all applications, and how many reports were of others", async () => {
    const { reports, get, send } = open();
    send();
    expect(await get("/applications")).toEqual({
      now: NOW_MS,
      applications: reports.applications(),
      others: 0,
    });
  });

  test("sees installs by day and version, of 30 days unless told otherwise", async () => {
    const { get, send, clock } = open();
    send();
    clock.advance(29 * DAY_MS);
    send({ version: "2" });
    const day = { reports: 1, installs: 1 };
    const first = { ts: START, version: "1", ...day, new_installs: 1 };
    const last = { ts: START + 29 * 86_400, version: "2", ...day, new_installs: 0 };
    expect(await get("/installs?application=SHOP")).toEqual({ days: [first, last] });
    expect(await get("/installs?application=shop&range=4w")).toEqual({ days: [last] });
    const to = START + 3 * 86_400;
    expect(await get(`/installs?application=shop&range=4d&to=${to}`)).toEqual({ days: [first] });
    expect(await get("/installs?application=none")).toEqual({ days: [] });
  });

  test("sees the newest reports", async () => {
    const { get, send } = open();
    for (const i of [1, 2, 3]) send({ metadata: { i } });
    const of = (i: number) => ({ at: NOW_MS, install_id: "i", version: "1", metadata: { i } });
    expect(await get("/reports?application=shop&limit=2")).toEqual({ reports: [of(3), of(2)] });
  });

  test.each([
    ["/installs", "application: must be given"],
    ["/reports?application=", "application: must be given"],
    ["/installs?application=a&range=24h", 'range: must be like 7d or 12w, at most 400d, not "24h"'],
    [
      "/installs?application=a&range=401d",
      'range: must be like 7d or 12w, at most 400d, not "401d"',
    ],
    ["/installs?application=a&to=soon", 'to: must be whole Unix seconds, not "soon"'],
    ["/reports?application=a&limit=0", "limit: must be a whole number from 1 to 1000"],
  ])("who asks for %s is told: %s", async (path, error) => {
    const { handler } = open();
    expect(await ask(handler, `GET ${path}`)).toMatchObject({ status: 400, json: { error } });
  });

  test("changes what an application is answered, and hears what there is of it now", async () => {
    const { put, shop } = open();
    const notices = [{ level: "WARNING", message: "update, please" }];
    const { status, json } = await put({ application: "Shop", latest_version: "2", notices });
    expect(status).toBe(200);
    expect(json).toEqual(shop());
    expect(json).toMatchObject({ application: "shop", settings: { latest_version: "2", notices } });
  });

  test.each([
    [{}, "application: must be a string of 1 to 128 characters"],
    [{ application: "a", disable: 1 }, "disable: must be true or false"],
  ])("who sends %j is told: %s", async (change, error) => {
    const { put, reports } = open();
    expect(await put(change)).toMatchObject({ status: 400, json: { error } });
    expect(reports.applications()).toEqual([]);
  });

  test("has an application forgotten, slice by slice", async () => {
    const { reports, clock, send, shop } = open();
    send();
    let slices = 0;
    const large = {
      ...reports,
      forget(application: string) {
        slices += 1;
        return slices < 3 || reports.forget(application);
      },
    };
    const handler = routes(applicationsRoutes({ reports: large, clock }));
    expect(await ask(handler, "DELETE /applications?application=Shop")).toMatchObject({
      status: 200,
      json: {},
    });
    expect([slices, shop()]).toEqual([3, undefined]);
    expect(await ask(handler, "DELETE /applications")).toMatchObject({ status: 400 });
  });
});

describe("another site's page", () => {
  const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };

  test("changes nothing, and no form does", async () => {
    const { put, reports } = open();
    const change = { application: "shop" };
    expect((await put(change, foreign)).status).toBe(403);
    expect((await put(change, { "content-type": "text/plain" })).status).toBe(415);
    expect(reports.applications()).toEqual([]);
  });

  test("is not told that it may delete, which it asks first", async () => {
    const { handler } = open();
    const { headers } = await ask(handler, "OPTIONS /applications", undefined, foreign);
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });
});
