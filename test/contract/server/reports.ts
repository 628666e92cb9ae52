// Reports: what is taken and answered, what is kept of it, and what an operator makes of that.
import assert from "node:assert/strict";
import type { ApplicationsReply, InstallsReply, ReportsReply } from "../../../src/core/api.ts";
import type { Report, ReportReply } from "../../../src/core/report.ts";
import type { Application } from "../../../src/core/reports.ts";
import { type Check, type Heard, like, type Talk, talking, zipped } from "./asking.ts";

/** Reports to the application `shop`, from version 1 of the install `i` unless told otherwise. */
function report<T = ReportReply & { readonly error?: string }>(
  { ask }: Talk,
  said: Partial<Report> = {},
  { path = "/v1/report", headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<Heard<T>> {
  const whole = { application: "shop", install_id: "i", version: "1", metadata: {}, ...said };
  return ask(path, { method: "POST", headers, body: JSON.stringify(whole) });
}

/** Changes an application as an operator does; it has to be taken. */
async function keep({ put }: Talk, change: object): Promise<Application> {
  const { status, text, json } = await put<Application>("PUT /applications", change);
  assert.equal(status, 200, text);
  return json;
}

export const reports: Record<string, Check> = {
  "answers a report of an application that nobody keeps with nothing, and shows it": talking(
    async (talk) => {
      const { status, text } = await report(talk);
      assert.deepEqual([status, text], [200, ""]);
      const { applications, others } = await talk.read<ApplicationsReply>("/applications");
      like(applications, [{ application: "shop", settings: undefined, reports: 1, installs: 1 }]);
      assert.equal(others, 0);
    },
  ),
  "answers a report as its operator wishes, also where Scout's clients send it": talking(
    async (talk) => {
      const notices = [{ level: "WARNING", message: "update, please" }];
      await keep(talk, { application: "Shop", notices, hard_limit: true });
      const wanted = { application: "shop", notices, hard_limit: true, disable_scout: false };
      const { status, headers, json } = await report(talk, { application: "SHOP" });
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "application/json");
      assert.deepEqual(json, { ...wanted, latest_version: "1" });
      await keep(talk, { application: "shop", latest_version: "2.0", disable: true });
      const scout = await report(talk, {}, { path: "/scout" });
      assert.deepEqual(scout.json, { ...wanted, latest_version: "2.0", disable_scout: true });
    },
  ),
  "counts installs once a day by the version they reported last, and new ones once": talking(
    async (talk) => {
      for (const version of ["1", "2", "2"]) await report(talk, { version });
      await report(talk, { install_id: "j", metadata: { new_install: false } });
      await report(talk, { application: "other", metadata: { new_install: true } });
      const { days } = await talk.read<InstallsReply>("/installs?application=shop");
      const ts = Math.floor(Date.now() / 86_400_000) * 86_400;
      // All of it within today, or a part of it in a day that has just ended.
      if (days.some((day) => day.ts !== ts)) return;
      like(days, [
        { version: "1", reports: 2, installs: 1, new_installs: 2 },
        { version: "2", reports: 2, installs: 1, new_installs: 0 },
      ]);
      const { applications } = await talk.read<ApplicationsReply>("/applications");
      like(applications, [
        { application: "other", installs: 1 },
        { application: "shop", reports: 4, installs: 2, active: 2, uncounted: 0 },
      ]);
      like(applications[1]?.versions, [
        { version: "1", installs: 1 },
        { version: "2", installs: 1 },
      ]);
    },
  ),
  "shows the newest reports with what they told": talking(async (talk) => {
    for (const i of [1, 2, 3]) await report(talk, { metadata: { i, größe: ["x", null] } });
    const { reports: newest } = await talk.read<ReportsReply>("/reports?application=shop&limit=2");
    like(newest, [
      { install_id: "i", version: "1", metadata: { i: 3, größe: ["x", null] } },
      { metadata: { i: 2 } },
    ]);
    assert.ok(newest.every(({ at }) => Math.abs(at - Date.now()) < 60_000));
  }),
  "forgets an application with all that came of it": talking(async (talk) => {
    await keep(talk, { application: "shop" });
    await report(talk);
    await report(talk, { application: "other" });
    const { status, json } = await talk.ask("/applications?application=SHOP", { method: "DELETE" });
    assert.deepEqual([status, json], [200, {}]);
    like((await talk.read<ApplicationsReply>("/applications")).applications, [
      { application: "other", reports: 1 },
    ]);
    assert.deepEqual(await talk.read("/installs?application=shop"), { days: [] });
    assert.deepEqual(await talk.read("/reports?application=shop"), { reports: [] });
    assert.equal((await report(talk)).text, "");
  }),
  "takes a report of any content type, zipped too, and names what is wrong with one": talking(
    async (talk) => {
      const body = JSON.stringify({ application: "shop", install_id: "i", version: "1" });
      const send = (init: RequestInit) => talk.ask("/v1/report", { method: "POST", ...init });
      const headers = { "content-type": "image/png", "content-encoding": "gzip" };
      assert.equal((await send({ headers, body: await zipped(body) })).status, 200);
      const wrong = {
        "version: must be a string of 1 to 64 characters": { version: 1 },
        "metadata: must be an object": { metadata: [1] },
        "application: must be a string of 1 to 128 characters": { application: "" },
      };
      for (const [error, said] of Object.entries(wrong)) {
        like(await report(talk, said as never), { status: 400, json: { error } });
      }
      like(await send({ body: "[" }), {
        status: 400,
        json: { error: "body: not JSON at position 1" },
      });
      like((await talk.read<ApplicationsReply>("/applications")).applications, [{ reports: 1 }]);
    },
  ),
  "tells an address that reports too much when to come back": talking(
    async (talk) => {
      const headers = { "cf-connecting-ip": "192.0.2.1" };
      for (const _ of [1, 2]) assert.equal((await report(talk, {}, { headers })).status, 200);
      const refused = await report(talk, {}, { headers });
      like(refused, { status: 429, json: { error: "too many requests from this address" } });
      assert.ok(Number(refused.headers.get("retry-after")) >= 1);
      const other = { "cf-connecting-ip": "192.0.2.2" };
      assert.equal((await report(talk, {}, { headers: other })).status, 200);
    },
    { maxPerAddress: 2 },
  ),
  "lets pages of the origins that are named read what reports are answered": talking(
    async (talk) => {
      const origin = "https://shop.example.com";
      const asks = { origin, "access-control-request-method": "POST" };
      for (const path of ["/v1/report", "/scout"]) {
        const { status, headers } = await talk.ask(path, { method: "OPTIONS", headers: asks });
        assert.equal(status, 204);
        assert.equal(headers.get("access-control-allow-origin"), origin);
        assert.equal(headers.get("access-control-allow-headers"), "content-type, content-encoding");
        const json = { origin, "content-type": "application/json" };
        const granted = await report(talk, {}, { path, headers: json });
        assert.equal(granted.headers.get("access-control-allow-origin"), origin);
        const evil = await report(talk, {}, { path, headers: { origin: "https://evil.example" } });
        assert.equal(evil.headers.get("access-control-allow-origin"), null);
      }
      const read = await talk.ask("/applications", { headers: { origin } });
      assert.equal(read.headers.get("access-control-allow-origin"), null);
    },
    { origins: ["https://shop.example.com"] },
  ),
  "lets no other site's page change what an application is answered": talking(async (talk) => {
    const change = { application: "shop" };
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    assert.equal((await talk.put("PUT /applications", change, foreign)).status, 403);
    const form = { "content-type": "text/plain" };
    assert.equal((await talk.put("PUT /applications", change, form)).status, 415);
    like(await talk.read("/applications"), { applications: [] });
  }),
};
