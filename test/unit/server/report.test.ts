// Reports on their way in.
import { describe, expect, test, vi } from "vitest";
import { createReporter } from "../../../src/report/reporter.ts";
import { type ReportOptions, reportHandler } from "../../../src/server/report.ts";
import { openReports, reportOf } from "../../support/kept-reports.ts";
import { ask, HOME } from "../../support/requests.ts";
import { from } from "../../support/senders.ts";
import { faultySql, memorySql } from "../../support/store.ts";

function open(options: Partial<ReportOptions> = {}) {
  const sql = faultySql(memorySql());
  const opened = openReports(sql);
  const { reports, clock } = opened;
  reports.keep({ application: "shop", latest_version: "2" });
  const handler = reportHandler({ reports, clock, ...options });
  const post = (body: unknown, headers = {}) => ask(handler, "POST /scout", body, headers);
  return { ...opened, sql, handler, post };
}

describe("a report", () => {
  test("is kept, and answered as its application is", async () => {
    const { reports, post, shop } = open();
    const notices = [{ level: "INFO", message: "a new version is out" }];
    reports.keep({ application: "shop", notices, hard_limit: true, disable: true });
    const { status, headers, json } = await post(reportOf({ application: "Shop" }));
    expect([status, headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(json).toEqual({
      ...{ application: "shop", latest_version: "2", notices },
      ...{ hard_limit: true, disable_scout: true },
    });
    expect(shop()).toMatchObject({ reports: 1, installs: 1 });
  });

  test("of an application that nobody keeps is kept, and answered with an empty body", async () => {
    const { post, shop } = open();
    const { status, headers, json } = await post(reportOf({ application: "other" }));
    expect([status, json, headers.get("content-type")]).toEqual([200, "", null]);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(shop("other")).toMatchObject({ reports: 1 });
  });

  test("is taken whatever its content type says, with metadata or without", async () => {
    const { post, reports } = open();
    const { metadata, ...bare } = reportOf();
    const bodies = [bare, { ...bare, metadata: null }, { ...bare, metadata: { a: [1] }, more: 1 }];
    for (const body of bodies) {
      expect((await post(JSON.stringify(body), { "content-type": "image/png" })).status).toBe(200);
    }
    const kept = reports.newest("shop", 9).map((each) => each.metadata);
    expect(kept).toEqual([{ a: [1] }, {}, {}]);
  });

  test.each([
    [400, "body: not JSON at position 0", "nonsense", {}],
    [400, "body: must be an object", [], {}],
    [400, "version: must be a string of 1 to 64 characters", { ...reportOf(), version: "" }, {}],
    [400, "metadata: must be an object", { ...reportOf(), metadata: [] }, {}],
    [413, "body: more than 1024000 bytes", "x".repeat(1_024_001), {}],
    [415, "content-encoding: must be gzip or absent", "{}", { "content-encoding": "br" }],
  ])("is refused with %i: %s", async (status, error, body, headers) => {
    const { post, shop } = open();
    expect(await post(body, headers)).toMatchObject({ status, json: { error } });
    expect(shop()).toMatchObject({ reports: 0 });
  });

  test("that is too slow is waited for no longer", async () => {
    const { handler, clock } = open({ timeoutMs: 1_000 });
    const asked = ask(handler, "POST /scout", new ReadableStream());
    clock.advance(1_000);
    expect(await asked).toMatchObject({ status: 408 });
  });
});

test("a reporter of ours hears what there is for it, and sends nothing more once it is to be silent", async () => {
  const { reports, handler, shop } = open();
  const report = createReporter({
    ...{ application: "Reporter", version: "1", endpoint: `${HOME}/v1/report`, installId: "i" },
    fetch: async (...asked) => handler(new Request(...asked)),
  });
  expect(await report({ a: 1 })).toMatchObject({ application: "", latest_version: "1" });
  const notices = [{ level: "INFO", message: "a new version is out" }];
  reports.keep({ application: "reporter", latest_version: "2", notices });
  expect(await report()).toMatchObject({ application: "reporter", latest_version: "2", notices });
  reports.keep({ application: "reporter", disable: true });
  expect(await report()).toMatchObject({ disable_scout: true });
  expect(await report()).toMatchObject({ application: "", disable_scout: false });
  expect(shop("reporter")).toMatchObject({ reports: 3, installs: 1 });
  expect(reports.newest("reporter", 9).at(-1)?.metadata).toMatchObject({ a: 1 });
});

test("an address that reports too often is sent away unread until the two minutes are over, alone", async () => {
  const { handler, clock, shop } = open({ maxPerAddress: 1 });
  const post = async (peer: string | undefined, body: unknown = JSON.stringify(reportOf())) => {
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    return handler(from(peer, {}, `${HOME}/scout`, init));
  };
  expect((await post("203.0.113.7")).status).toBe(200);
  clock.advance(30_000);
  const refused = await post("203.0.113.7", new ReadableStream());
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "90"]);
  expect(await refused.json()).toEqual({ error: "too many requests from this address" });
  expect((await post("203.0.113.8")).status).toBe(200);
  // Where nobody tells who is asking nobody is sent away.
  for (const _ of [1, 2]) expect((await post(undefined)).status).toBe(200);
  clock.advance(90_000);
  expect((await post("203.0.113.7")).status).toBe(200);
  expect(shop()).toMatchObject({ reports: 5 });
});

test("a store that fails means 503 and nothing half done; the cause stays inside", async () => {
  const onError = vi.fn();
  const { post, sql, shop } = open({ onError });
  sql.failNext(3);
  const { status, headers, json } = await post(reportOf());
  expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
  expect(json).toEqual({ error: "not stored, please send again" });
  expect(onError.mock.calls).toMatchObject([
    [{ code: "storage", cause: { message: "disk full" } }],
  ]);
  expect(shop()).toMatchObject({ reports: 0, installs: 0 });
  expect((await post(reportOf())).status).toBe(200);
});
