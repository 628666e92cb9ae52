// Who may come in, how often, and from where.
import assert from "node:assert/strict";
import type { AppsReply, ChangesReply } from "../../../src/core/api.ts";
import type { Session } from "../../../src/core/session.ts";
import { type Check, like, names, type Said, type Talk, talking } from "./asking.ts";

const ADA = "ada-has-this-token";
const BOB = "bob-has-that-token";
const TOKENS = { operators: { ada: ADA }, readers: { bob: BOB } };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const READS = [
  "/apps",
  "/keys",
  "/series?key=k",
  "/members?key=k",
  "/values?key=k",
  "/instances",
  "/accounting",
  "/export",
  "/controls",
  "/controls/changes",
  "/applications",
  "/installs?application=shop",
  "/reports?application=shop",
  "/history?host=direct",
  "/load",
  "/hosts",
  "/session",
  "/metrics",
  "/pushed",
];

/** What a server has counted of the updates it sent away; it may write that down with the next ones that it takes. */
async function refusedBy(
  { send, read }: Talk,
  app: string,
  others: Said,
  wanted: Readonly<Record<string, number>>,
): Promise<void> {
  let refused: unknown;
  for (let round = 0; round < 10; round += 1) {
    const ids = names(`another of round ${round} `, 10);
    await Promise.all(
      ids.map((id, i) =>
        send({ ...others, instance_id: id }, { "cf-connecting-ip": `198.51.${round}.${i}` }),
      ),
    );
    const { apps } = await read<AppsReply>("/apps");
    refused = apps.find((each) => each.app === app)?.refused;
    if (JSON.stringify(refused) === JSON.stringify(wanted)) return;
  }
  assert.deepEqual(refused, wanted);
}

/** Sends from one instance until it is sent away, and then once more. */
async function untilRefused({ send, read }: Talk, said: Said, wanted: number, error: string) {
  const headers = { "cf-connecting-ip": "192.0.2.1" };
  for (let i = 0; i < wanted; i += 1) assert.equal((await send(said, headers)).status, 200);
  // What is refused counts for apps that are known.
  await read("/apps");
  for (let i = 0; i < 2; i += 1) {
    const refused = await send(said, headers);
    like(refused, { status: 429, json: { error } });
    const seconds = Number(refused.headers.get("retry-after"));
    assert.ok(seconds >= 1 && seconds <= 120, `${seconds} s`);
  }
}

export const access: Record<string, Check> = {
  "asks nobody for a token where there are none": talking(async ({ ask, read, put }) => {
    assert.deepEqual(await read("/session"), { name: "anybody", role: "operator", is_open: true });
    for (const path of READS) assert.equal((await ask(path)).status, 200, path);
    like(await put("POST /login", { token: ADA }), {
      status: 400,
      json: { error: "token: none is asked for here" },
    });
  }),
  "lets nobody read without a token, and everybody send": talking(async ({ ask, put, send }) => {
    for (const path of READS) {
      const { status, headers, json } = await ask(path);
      assert.equal(status, 401, path);
      assert.equal(headers.get("www-authenticate"), "Bearer");
      assert.match(json.error ?? "", /^a token is needed/);
    }
    assert.equal((await put("PUT /controls", { stop: true })).status, 401);
    assert.equal((await put("PUT /applications", { application: "shop" })).status, 401);
    assert.equal((await ask("/keys", { headers: bearer("guess-guess-guess") })).status, 401);
    for (const path of ["/", "/openapi.json"]) assert.equal((await ask(path)).status, 200, path);
    like(await send({ epoch: "e", seq: 1 }), { status: 200, json: { ack: 1 } });
  }, TOKENS),
  "lets a reader read and not change, and an operator do both": talking(
    async ({ ask, put, read }) => {
      for (const token of [ADA, BOB]) {
        for (const path of READS) {
          assert.equal((await ask(path, { headers: bearer(token) })).status, 200, path);
        }
      }
      for (const route of ["PUT /controls", "POST /controls/preview", "POST /controls/undo"]) {
        const answer = await put(route, { stop: true, version: 1 }, bearer(BOB));
        like(answer, { status: 403, json: { error: "bob may only read" } });
      }
      const kept = { application: "shop" };
      assert.equal((await put("PUT /applications", kept, bearer(BOB))).status, 403);
      const gone = { method: "DELETE", headers: bearer(BOB) };
      assert.equal((await ask("/applications?application=shop", gone)).status, 403);
      assert.equal((await put("PUT /applications", kept, bearer(ADA))).status, 200);
      const change = { stop: true, author: "eve" };
      assert.equal((await put("PUT /controls", change, bearer(ADA))).status, 200);
      const { changes } = await read<ChangesReply>("/controls/changes?limit=1", bearer(BOB));
      like(changes, [{ author: "ada", change: { stop: true } }]);
      assert.deepEqual(await read("/session", bearer(BOB)), { name: "bob", role: "reader" });
    },
    TOKENS,
  ),
  "sets a cookie for whoever logs in, which stands for the token": talking(
    async ({ put, read, ask }) => {
      like(await put("POST /login", { token: "guess-guess-guess" }), { status: 401 });
      const { status, headers, json } = await put<Session>("POST /login", { token: ADA });
      like({ status, json }, { status: 200, json: { name: "ada", role: "operator" } });
      const set = headers.get("set-cookie") ?? "";
      assert.match(set, /; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict/);
      assert.ok(!set.includes(ADA));
      const cookie = { cookie: set.split(";")[0] ?? "" };
      like(await read("/session", cookie), { name: "ada", role: "operator" });
      assert.equal((await put("PUT /controls", { stop: true }, cookie)).status, 200);
      const foreign = { ...cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" };
      assert.equal((await put("PUT /controls", { stop: false }, foreign)).status, 403);
      assert.equal((await ask("/keys", { headers: { cookie: `${cookie.cookie}x` } })).status, 401);
      const out = await put("POST /logout", {}, cookie);
      assert.match(out.headers.get("set-cookie") ?? "", /=; Path=\/; Max-Age=0;/);
    },
    TOKENS,
  ),
  "shuts the door on an address after ten wrong tokens, and on no other": talking(
    async ({ ask }) => {
      const from = (address: string, token: string) =>
        ask("/keys", { headers: { ...bearer(token), "cf-connecting-ip": address } });
      for (const guess of names("guess-guess-guess", 10)) {
        assert.equal((await from("192.0.2.1", guess)).status, 401);
      }
      const { status, headers } = await from("192.0.2.1", ADA);
      assert.equal(status, 429);
      assert.ok(Number(headers.get("retry-after")) > 0);
      assert.equal((await from("192.0.2.2", ADA)).status, 200);
    },
    TOKENS,
  ),
  "takes updates of apps with their keys only, where there are keys": talking(
    async (talk) => {
      const { send, read } = talk;
      const key = "the key of the shop";
      assert.equal((await send({ app: "shop", key, data: { k: 1 } })).status, 200);
      await read("/apps");
      for (const wrong of ["the key of another", ""]) {
        like(await send({ app: "shop", key: wrong, data: { k: 1 } }), {
          status: 403,
          json: { error: 'key: not the one of app "shop"' },
        });
      }
      like(await send({ data: { k: 1 } }), {
        status: 403,
        json: { error: 'app: "default" is not taken here' },
      });
      await refusedBy(talk, "shop", { app: "shop", key }, { "ingest-key": 2 });
      like(await read("/keys?app=shop"), { keys: [{ key: "k", total: 1 }] });
    },
    { ingestKeys: { shop: "the key of the shop" } },
  ),
  "tells an instance that comes too often when to come back, and counts that": talking(
    async (talk) => {
      const said = { instance_id: "eager", data: { k: 1 } };
      await untilRefused(talk, said, 3, "too many requests");
      like(await talk.read("/keys"), { keys: [{ key: "k", total: 3 }] });
      await refusedBy(talk, "default", {}, { "rate-instance": 2 });
    },
    { maxUpdates: 3 },
  ),
  "tells an address that sends too much when to come back, and counts that": talking(
    async (talk) => {
      await untilRefused(talk, { data: { k: 1 } }, 3, "too many requests from this address");
      like(await talk.read("/keys"), { keys: [{ key: "k", total: 3 }] });
      await refusedBy(talk, "default", {}, { "rate-address": 2 });
    },
    { maxPerAddress: 3 },
  ),
  "tells an app that sends too much when to come back, and counts that": talking(
    async (talk) => {
      const said = { app: "shop", data: { k: 1 } };
      await untilRefused(talk, said, 3, 'too many requests for app "shop"');
      like(await talk.read("/keys?app=shop"), { keys: [{ key: "k", total: 3 }] });
      await refusedBy(talk, "shop", {}, { "rate-app": 2 });
    },
    { maxPerApp: 3 },
  ),
  "lets pages of the origins that are named read its replies, and no others": talking(
    async ({ ask, send }) => {
      const origin = "https://shop.example.com";
      const asks = { origin, "access-control-request-method": "POST" };
      for (const path of ["/v1/update", "/v1/update/i"]) {
        const { status, headers } = await ask(path, { method: "OPTIONS", headers: asks });
        assert.equal(status, 204);
        assert.equal(headers.get("access-control-allow-origin"), origin);
        assert.equal(headers.get("access-control-allow-methods"), "POST");
        assert.equal(headers.get("access-control-allow-headers"), "content-type, content-encoding");
        assert.equal(headers.get("access-control-allow-credentials"), null);
      }
      const { status, headers } = await send({}, { origin });
      assert.equal(status, 200);
      assert.equal(headers.get("access-control-allow-origin"), origin);
      assert.equal(headers.get("access-control-expose-headers"), "retry-after");
      const evil = { origin: "https://evil.example" };
      const preflight = await ask("/v1/update", { method: "OPTIONS", headers: evil });
      assert.equal(preflight.headers.get("access-control-allow-origin"), null);
      assert.equal((await send({}, evil)).headers.get("access-control-allow-origin"), null);
      const read = await ask("/keys", { headers: { origin } });
      assert.equal(read.headers.get("access-control-allow-origin"), null);
    },
    { origins: ["https://shop.example.com"] },
  ),
};
