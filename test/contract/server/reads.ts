// What is read: by path, by query, as a document, and for keeping.
import assert from "node:assert/strict";
import type {
  ChangesReply,
  HistoryReply,
  HostsReply,
  InstancesReply,
  KeysReply,
  LoadReply,
  SeriesReply,
} from "../../../src/core/api.ts";
import type { MemberRow, TotalRow, ValueRow } from "../../../src/core/rows.ts";
import { type Check, like, sum, type Talk, talking } from "./asking.ts";

/** One of everything, of two apps. */
async function fill({ tell, control }: Talk): Promise<void> {
  const status = [
    { value: 200, count: 5 },
    { value: 'a,"b"', count: 2 },
  ];
  await tell({ instance_id: "i", data: { "page.view": 3, status, lang: "en", "=cmd": 1 } });
  await tell({
    instance_id: "j",
    data: { "page.view": 4, status, env: { os: "linux" }, log: ["x"] },
  });
  await tell({ app: "shop", instance_id: "s", data: { "page.view": 9 } });
  await control({ disable: ["none"], author: "ada", reason: "-too much" });
}

/** The rows of an export. */
async function rows<T>({ read, ask }: Talk, query: string): Promise<T[]> {
  await read("/keys");
  const { status, headers, text } = await ask(`/export?${query}`);
  assert.equal(status, 200, text);
  assert.equal(headers.get("content-type"), "application/x-ndjson");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

/** The cells of an export as CSV, without its head. Source: RFC 4180. */
async function cells({ ask }: Talk, query: string, head: string): Promise<string[][]> {
  const { status, headers, text } = await ask(`/export?format=csv&${query}`);
  assert.equal(status, 200, text);
  assert.equal(headers.get("content-type"), "text/csv; charset=utf-8; header=present");
  const [first, ...lines] = text.split("\r\n").slice(0, -1);
  assert.equal(first, head);
  const cell = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  return lines.map((line) =>
    [...line.matchAll(cell)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
    ),
  );
}

export const reads: Record<string, Check> = {
  "exports totals as lines of JSON that add up to what is read": talking(async (talk) => {
    await fill(talk);
    const all = await rows<TotalRow>(talk, "range=1h");
    for (const app of ["default", "shop"]) {
      const { keys } = await talk.read<KeysReply>(`/keys?range=1h&app=${app}`);
      for (const { key, kind, total } of keys) {
        const ours = all.filter((row) => row.app === app && row.key === key);
        assert.ok(ours.every((row) => row.kind === kind && row.step === 60));
        assert.equal(sum(ours.map((row) => row.total)), total, key);
        const path = `/series?range=1h&app=${app}&key=${encodeURIComponent(key)}`;
        const { points } = await talk.read<SeriesReply>(path);
        assert.equal(sum(points.map((point) => point.total)), total, key);
      }
    }
    assert.equal(sum(all.map(({ total }) => total)), 3 + 14 + 1 + 1 + 4 + 1 + 1 + 9);
    const some = await rows<TotalRow>(talk, "range=1h&app=shop&key=page.view&step=1h");
    assert.equal(sum(some.map(({ total }) => total)), 9);
    assert.ok(
      some.every(({ app, key, step }) => app === "shop" && key === "page.view" && step === 3_600),
    );
  }),
  "exports totals as CSV that is safe in a spreadsheet and adds up": talking(async (talk) => {
    await fill(talk);
    await talk.read("/keys");
    const lines = await cells(talk, "app=default&range=24h&step=1h", "app,key,kind,ts,step,total");
    const totals = new Map<string, number>();
    for (const [, key = "", , , , total] of lines)
      totals.set(key, (totals.get(key) ?? 0) + Number(total));
    assert.deepEqual(Object.fromEntries(totals), {
      "'=cmd": 1,
      env: 1,
      lang: 1,
      log: 1,
      "page.view": 7,
      status: 14,
    });
    const { headers } = await talk.ask("/export?format=csv");
    assert.equal(
      headers.get("content-disposition"),
      'attachment; filename="tallybeacon-totals.csv"',
    );
    assert.equal(headers.get("cache-control"), "no-store");
  }),
  "exports members, values, instances and changes": talking(async (talk) => {
    await fill(talk);
    const totals = new Map<unknown, number>();
    for (const { key, member, other, total } of await rows<MemberRow>(talk, "what=members")) {
      assert.deepEqual([key, other], ["status", false]);
      totals.set(member, (totals.get(member) ?? 0) + total);
    }
    assert.deepEqual(
      totals,
      new Map<unknown, number>([
        [200, 10],
        ['a,"b"', 4],
      ]),
    );
    const values = await rows<ValueRow>(talk, "what=values&app=default&key=env");
    like(values, [{ app: "default", key: "env", field: "os", value: "linux", instances: 1 }]);
    const instances = await rows<{ id: string }>(talk, "what=instances");
    const read = await talk.read<InstancesReply>("/instances");
    const byId = (list: readonly { readonly id: string }[]) =>
      [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual(byId(instances), byId(read.instances));
    const changes = await rows<{ version: number }>(talk, "what=changes");
    const listed = await talk.read<ChangesReply>("/controls/changes");
    assert.deepEqual(changes, [...listed.changes].reverse());
  }),
  "exports them as CSV, too": talking(async (talk) => {
    await fill(talk);
    await talk.read("/keys");
    const members = await cells(talk, "what=members", "app,key,kind,ts,step,member,other,total");
    assert.deepEqual(new Set(members.map((row) => row[5])), new Set(["200", '"a,\\"b\\""']));
    const values = await cells(talk, "what=values", "app,key,field,value,instances,last_at");
    assert.deepEqual(values.map((row) => row.slice(0, 5)).sort(), [
      ["default", "env", "os", '"linux"', "1"],
      ["default", "lang", "", '"en"', "1"],
      ["default", "log", "", '"x"', "1"],
    ]);
    const head = "id,app,first_seen,last_seen,expect_next,updates,duplicates,controls,overdue";
    const instances = await cells(talk, "what=instances", head);
    assert.deepEqual(instances.map(([id, app]) => [id, app]).sort(), [
      ["i", "default"],
      ["j", "default"],
      ["s", "shop"],
    ]);
    const changes = await cells(talk, "what=changes", "version,at,author,reason,change,undoes");
    assert.deepEqual(changes.at(-1)?.slice(2), ["ada", "'-too much", '{"disable":["none"]}', ""]);
  }),
  "exports of what nobody sent nothing but the head": talking(async ({ ask }) => {
    assert.equal((await ask("/export?app=none")).text, "");
    assert.equal((await ask("/export?format=csv")).text, "app,key,kind,ts,step,total\r\n");
  }),
  "names what is wrong with a query": talking(async ({ ask }) => {
    const wrong: Record<string, RegExp> = {
      "/keys?range=nope": /^range: must be like 30m/,
      "/keys?to=soon": /^to: must be whole Unix seconds/,
      "/series": /^key: must be given$/,
      "/series?key=k&step=0": /^step: must be seconds/,
      "/series?key=k&member=nope": /^member: must be a string, a number/,
      "/series?key=k&range=70d&step=60": /are not from 1 to 100000 points$/,
      "/keys?range=60d&step=60": /are not from 1 to 11000 points$/,
      "/members?key=k&limit=0": /^limit: must be a whole number from 1 to 1000/,
      "/members?key=k&points=201": /^points: must be a whole number from 1 to 200/,
      "/values": /^key: must be given$/,
      "/instances?limit=1001": /^limit: /,
      "/accounting?limit=x": /^limit: /,
      "/controls/changes?limit=x": /^limit: /,
      "/export?what=all": /^what: must be one of totals, members/,
      "/export?format=xml": /^format: must be one of ndjson, csv/,
      "/export?what=changes&app=shop": /^app: narrows no changes$/,
    };
    for (const [path, error] of Object.entries(wrong)) {
      const { status, json } = await ask(path);
      assert.equal(status, 400, path);
      assert.match(json.error ?? "", error, path);
    }
  }),
  "answers for what is not there, and names the methods that are": talking(async ({ ask }) => {
    like(await ask("/nope"), { status: 404, json: { error: "no such path" } });
    like(await ask("/v1/updates", { method: "POST", body: "{}" }), { status: 404 });
    for (const [path, method, allow] of [
      ["/keys", "POST", "GET, HEAD, OPTIONS"],
      ["/v1/update", "GET", "OPTIONS, POST"],
      ["/controls", "DELETE", "GET, HEAD, OPTIONS, PUT"],
    ] as const) {
      const { status, headers, json } = await ask(path, { method });
      assert.deepEqual(
        [status, headers.get("allow"), json.error],
        [405, allow, `the path takes ${allow}`],
      );
    }
    const { status, headers } = await ask("/keys", { method: "OPTIONS" });
    assert.deepEqual([status, headers.get("allow")], [204, "GET, HEAD, OPTIONS"]);
  }),
  "answers HEAD as GET, without a body": talking(async ({ ask }) => {
    for (const path of ["/keys", "/", "/hosts", "/export", "/openapi.json"]) {
      const { status, headers, text } = await ask(path, { method: "HEAD" });
      const whole = await ask(path);
      assert.deepEqual([status, text], [200, ""], path);
      assert.equal(headers.get("content-type"), whole.headers.get("content-type"), path);
    }
    assert.equal((await ask("/keys?range=nope", { method: "HEAD" })).status, 400);
  }),
  "keeps what is read out of caches, frames and other sites": talking(async ({ ask }) => {
    for (const path of ["/keys", "/controls", "/nope", "/keys?range=nope"]) {
      const { headers } = await ask(path);
      assert.equal(headers.get("cache-control"), "no-store", path);
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(
        headers.get("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'",
      );
    }
  }),
  "answers with the history of what it was sent": talking(async ({ ask, send, read }) => {
    await send({}, { origin: "https://shop.example.com" });
    const { hosts } = await read<HostsReply>("/hosts");
    assert.ok(
      hosts.every((host) => host === "shop.example.com"),
      String(hosts),
    );
    const load = await read<LoadReply>("/load?range=30m");
    like([load.range, load.samples.length], ["30m", 30]);
    for (const each of load.samples) assert.ok(each.requests_sec >= 0 && each.bytes_sec >= 0);
    const history = await read<HistoryReply>("/history?host=shop.example.com&range=30m&agg=mean");
    const { samples, ...rest } = history;
    assert.deepEqual(rest, { host: "shop.example.com", range: "30 minutes", agg: "mean" });
    assert.ok(Array.isArray(samples));
    for (const [path, status, text] of [
      ["/history", 400, "host parameter required"],
      ["/history?host=h&range=2h", 400, "invalid range; use 30m, 1h, 6h, or 24h"],
      ["/load?range=2h", 400, '{"error":"range: invalid range; use 30m, 1h, 6h, or 24h"}'],
      ["/history?host=h&agg=median", 400, "invalid agg; use first, mean, min, max, last, or sum"],
    ] as const) {
      const answer = await ask(path);
      assert.deepEqual([answer.status, answer.text.trim()], [status, text]);
    }
    assert.equal((await ask("/history?host=h", { method: "POST" })).status, 405);
  }),
  "describes itself": talking(async ({ read }) => {
    const { openapi, info, paths } = await read<{
      openapi: string;
      info: { title: string };
      paths: Record<string, object>;
    }>("/openapi.json");
    like({ openapi, info }, { openapi: "3.1.0", info: { title: "tallybeacon" } });
    for (const path of ["/v1/update", "/keys", "/export", "/controls", "/history"]) {
      assert.ok(path in paths, path);
    }
  }),
  "serves the dashboard as one document, with a script and a style sheet of its own, that keeps to itself":
    talking(
      async ({ ask }) => {
        const { status, headers, text } = await ask("/");
        assert.equal(status, 200);
        assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
        assert.match(text, /^<!doctype html>/i);
        assert.match(text, /<title>[^<]*Shop &#38; Co|<title>[^<]*Shop &amp; Co/);
        const policy = headers.get("content-security-policy") ?? "";
        for (const part of ["default-src 'none'", "script-src 'self';", "frame-ancestors 'none'"]) {
          assert.ok(policy.includes(part), policy);
        }
        assert.doesNotMatch(policy, /unsafe/);
        assert.equal(headers.get("x-frame-options"), "DENY");
        assert.equal(headers.get("x-content-type-options"), "nosniff");
        const parts = [...text.matchAll(/<(?:script|link)[^>]+(?:src|href)="(?!data:)([^"]*)"/g)];
        assert.equal(parts.length, 2);
        for (const [, path = ""] of parts) {
          const file = await ask(`/${path}`);
          assert.equal(file.status, 200);
          assert.match(file.headers.get("cache-control") ?? "", /immutable/);
        }
      },
      { title: "Shop & Co" },
    ),
};
