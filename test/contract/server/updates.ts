// Updates: what is taken, once, and what is sent away.
import assert from "node:assert/strict";
import type {
  AccountingReply,
  AppsReply,
  InstancesReply,
  KeysReply,
  MembersReply,
  SeriesReply,
  TotalsReply,
  ValuesReply,
} from "../../../src/core/api.ts";
import { type Check, like, names, sum, talking, zipped } from "./asking.ts";

const LONG = " ".repeat(1_024_001);
const post = (body: BodyInit, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers,
  body,
});

export const updates: Record<string, Check> = {
  "takes an update, and tells when the next one is wanted": talking(
    async ({ send }) => {
      const before = Date.now();
      const { status, headers, json } = await send({ epoch: "e", seq: 1, data: { k: 1 } });
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "application/json");
      like(json, { ack: 1, stop: undefined, disable_keys: undefined, receipt: undefined });
      const seconds = json.next_update / 1e9;
      assert.ok(seconds >= 30 && seconds <= 90, `${seconds} s of an interval of 60`);
      assert.ok(Math.abs((json.now ?? 0) - before) < 60_000);
      assert.ok((json.version ?? -1) >= 0);
    },
    { intervalMs: 60_000 },
  ),
  "spreads senders over the interval, each to a moment of its own": talking(
    async ({ tell }) => {
      const replies = await Promise.all(names("i", 20).map((id) => tell({ instance_id: id })));
      const due = replies.map(({ now = 0, next_update }) => (now + next_update / 1e6) % 100_000);
      assert.ok(new Set(due.map((ms) => Math.floor(ms / 10_000))).size > 3, String(due));
    },
    { intervalMs: 100_000 },
  ),
  "keeps a short interval as it is": talking(
    async ({ tell }) => assert.equal((await tell({})).next_update, 2e9),
    { intervalMs: 2_000 },
  ),
  "adds numbers up, over updates and instances": talking(async ({ tell, read }) => {
    await tell({ instance_id: "i", epoch: "e", seq: 1, data: { k: 2, other: 5 } });
    await tell({ instance_id: "i", epoch: "e", seq: 2, data: { k: 3 } });
    await tell({ instance_id: "j", data: { k: -1.5 } });
    const { keys } = await read<KeysReply>("/keys?range=1h");
    like(keys, [
      { key: "k", kind: "count", total: 3.5, members: 0, instances: 2, state: "on" },
      { key: "other", kind: "count", total: 5, instances: 1 },
    ]);
    const { points, step } = await read<SeriesReply>("/series?key=k&range=1h");
    assert.equal(step, 60);
    assert.equal(sum(points.map(({ total }) => total)), 3.5);
    const path = "/series?key=k&range=13d&step=1m&form=totals";
    const { from, totals, ...long } = await read<TotalsReply>(path);
    assert.deepEqual([long.step, totals.length, sum(totals)], [60, 18_720, 3.5]);
    assert.ok(Math.abs((points[0]?.ts ?? 0) - from - 18_660 * 60) <= 60);
    // All of it within the present minute and the one before.
    assert.equal(sum(points.slice(-2).map(({ total }) => total)), 3.5);
  }),
  "files an update under the time at which it was sealed": talking(async ({ tell, read }) => {
    const atMs = Date.now() - 1_800_000;
    await tell({ timestamp: new Date(atMs).toISOString(), data: { k: 7 } });
    await tell({ timestamp: new Date(Date.now() + 9e9).toISOString(), data: { k: 1 } });
    const { points } = await read<SeriesReply>("/series?key=k&range=1h");
    const ts = Math.floor(atMs / 60_000) * 60;
    assert.equal(points.find((point) => point.ts === ts)?.total, 7);
    assert.equal(sum(points.map(({ total }) => total)), 8);
  }),
  "tells the members of a counting set apart by their type": talking(async ({ tell, read }) => {
    const set = [
      { value: 200, count: 5 },
      { value: "200", count: 3 },
      { value: null, count: 2 },
    ];
    await tell({ instance_id: "i", data: { status: set } });
    await tell({ instance_id: "j", data: { status: [{ value: "200", count: 4 }] } });
    const { members, other } = await read<MembersReply>("/members?key=status&limit=2");
    like(
      { members, other },
      {
        members: [
          { value: "200", total: 7 },
          { value: 200, total: 5 },
        ],
        other: 2,
      },
    );
    const over = await read<MembersReply>("/members?key=status&points=30");
    like([over.step, over.members.length], [120, 3]);
    for (const { points = [], total } of over.members) {
      like([points.length, sum(points)], [30, total]);
    }
    const { keys } = await read<KeysReply>("/keys");
    like(keys, [{ key: "status", kind: "set", total: 14, members: 3, instances: 2 }]);
    for (const [text, total] of [
      ["200", 5],
      ['"200"', 7],
      ["null", 2],
      ["404", 0],
    ] as const) {
      const path = `/series?key=status&member=${encodeURIComponent(text)}`;
      const { points } = await read<SeriesReply>(path);
      assert.equal(sum(points.map((point) => point.total)), total, text);
    }
  }),
  "holds the last value of each instance": talking(async ({ tell, read }) => {
    for (const [instance_id, lang] of [
      ["i", "en"],
      ["j", "de"],
      ["k", "de"],
      ["i", "de"],
      ["l", "en"],
    ] as const) {
      await tell({ instance_id, data: { lang, size: 3 }, set_keys: ["size"] });
    }
    const { values } = await read<ValuesReply>("/values?key=lang");
    like(values, [
      { value: "de", instances: 3 },
      { value: "en", instances: 1 },
    ]);
    like((await read<ValuesReply>("/values?key=size")).values, [{ value: 3, instances: 4 }]);
    const { keys } = await read<KeysReply>("/keys");
    like(keys, [
      { key: "lang", kind: "value", total: 5 },
      { key: "size", kind: "value", total: 5 },
    ]);
  }),
  "holds values that are objects by their fields": talking(async ({ tell, read }) => {
    await tell({ instance_id: "i", data: { env: { os: "linux", deep: { a: [1] } } } });
    await tell({ instance_id: "j", data: { env: { os: "linux" } } });
    await tell({ instance_id: "k", data: { env: { os: "mac" } } });
    const { values, fields } = await read<ValuesReply>("/values?key=env");
    assert.deepEqual(values, []);
    like(fields, [
      { field: "deep", instances: 1, values: [{ value: { a: [1] }, instances: 1 }] },
      {
        field: "os",
        instances: 3,
        values: [
          { value: "linux", instances: 2 },
          { value: "mac", instances: 1 },
        ],
      },
    ]);
  }),
  "keeps the newest items of lists, and counts them all": talking(async ({ tell, read }) => {
    await tell({ instance_id: "i", data: { errors: ["a", "b"] } });
    await tell({ instance_id: "j", data: { errors: [{ code: 1 }] } });
    const { values, items } = await read<ValuesReply>("/values?key=errors");
    assert.deepEqual(
      new Set(values.map(({ value }) => JSON.stringify(value))),
      new Set(['"a"', '"b"', '{"code":1}']),
    );
    assert.deepEqual(items, { total: 3, kept: 3 });
    like((await read<KeysReply>("/keys")).keys, [{ key: "errors", kind: "list", total: 3 }]);
  }),
  "answers what comes again alike, and does not count it again": talking(async ({ tell, read }) => {
    const said = { epoch: "e", seq: 1, data: { k: 1, v: "x" }, calls: 2, recorded: 2 };
    const first = await tell(said);
    const again = await tell(said);
    assert.deepEqual([first.ack, again.ack], [1, 1]);
    like((await read<KeysReply>("/keys")).keys, [
      { key: "k", total: 1 },
      { key: "v", total: 1 },
    ]);
    const { instances } = await read<InstancesReply>("/instances");
    like(instances, [{ id: "i", updates: 1, duplicates: 1 }]);
    like(await read("/accounting"), { recorded: 2, accepted: 2, duplicates: 1 });
  }),
  "counts what comes at the same time twice only once": talking(async ({ tell, read }) => {
    const said = { epoch: "e", seq: 1, data: { k: 1 } };
    const replies = await Promise.all(names("", 10).map(() => tell(said)));
    assert.deepEqual(new Set(replies.map(({ ack }) => ack)), new Set([1]));
    like((await read<KeysReply>("/keys")).keys, [{ key: "k", total: 1 }]);
  }),
  "acknowledges up to the first gap, and counts what is beyond it": talking(
    async ({ tell, read }) => {
      const said = (seq: number, epoch = "e") => tell({ epoch, seq, data: { k: 1 } });
      const acks: (number | undefined)[] = [];
      for (const seq of [1, 3, 4, 3, 2, 6]) acks.push((await said(seq)).ack);
      assert.deepEqual(acks, [1, 1, 1, 1, 4, 4]);
      assert.equal((await said(1, "another")).ack, 1);
      assert.equal((await said(2, "late")).ack, 0);
      like((await read<KeysReply>("/keys")).keys, [{ key: "k", total: 7 }]);
      const { missing, epochs } = await read<AccountingReply>("/accounting?instance=i");
      assert.equal(missing, 2);
      like(
        epochs.find(({ epoch }) => epoch === "e"),
        { ack: 4, seq: 6, missing: 1, duplicates: 1 },
      );
    },
  ),
  "counts updates without numbers each time, and acknowledges none": talking(
    async ({ tell, read }) => {
      const timestamp = new Date().toISOString();
      for (let i = 0; i < 3; i += 1) {
        const reply = await tell({ timestamp, data: { k: 1 } });
        assert.ok(!("ack" in reply));
      }
      like((await read<KeysReply>("/keys")).keys, [{ key: "k", total: 3 }]);
    },
  ),
  "keeps accounts: what was recorded was accepted, dropped, or is pending": talking(
    async ({ tell, read }) => {
      const balance = async () => {
        const { recorded, accepted, dropped, pending, unexplained, missing } =
          await read<AccountingReply>("/accounting");
        assert.equal(recorded, accepted + sum(Object.values(dropped)) + pending + unexplained);
        return { recorded, accepted, dropped, pending, unexplained, missing };
      };
      await tell({ epoch: "e", seq: 1, calls: 2, recorded: 2, data: { k: 2 } });
      const dropped = { "bad-value": 3 };
      await tell({ epoch: "e", seq: 3, calls: 1, recorded: 10, dropped, data: { k: 1 } });
      assert.deepEqual(await balance(), {
        recorded: 10,
        accepted: 3,
        dropped,
        pending: 4,
        unexplained: 0,
        missing: 1,
      });
      await tell({
        epoch: "e",
        seq: 2,
        calls: 3,
        recorded: 5,
        lost: { expired: 1 },
        data: { k: 3 },
      });
      await tell({
        instance_id: "j",
        epoch: "e",
        seq: 1,
        calls: 4,
        recorded: 4,
        faults: { network: 2 },
      });
      assert.deepEqual(await balance(), {
        recorded: 14,
        accepted: 10,
        dropped: { "bad-value": 3, expired: 1 },
        pending: 0,
        unexplained: 0,
        missing: 0,
      });
      const { epochs } = await read<AccountingReply>("/accounting?instance=j");
      like(epochs, [
        { instance: "j", epoch: "e", recorded: 4, accepted: 4, faults: { network: 2 } },
      ]);
    },
  ),
  "takes an instance that names itself in the path, and only as the one in the body": talking(
    async ({ ask, read }) => {
      const body = JSON.stringify({
        instance_id: "a b/ü",
        timestamp: new Date().toISOString(),
        data: { k: 1 },
      });
      const { status } = await ask("/v1/update/a%20b%2F%C3%BC", post(body));
      assert.equal(status, 200);
      const wrong = await ask("/v1/update/another", post(body));
      like(wrong, { status: 400, json: { error: "instance_id: not the one in the path" } });
      like((await read<InstancesReply>("/instances")).instances, [{ id: "a b/ü", updates: 1 }]);
    },
  ),
  "takes what is zipped, and what comes as text": talking(async ({ ask, read }) => {
    const body = JSON.stringify({
      instance_id: "i",
      timestamp: new Date().toISOString(),
      data: { k: 1 },
    });
    const zip = await ask("/v1/update", post(await zipped(body), { "content-encoding": "gzip" }));
    const text = await ask(
      "/v1/update",
      post(body, { "content-type": "text/plain;charset=UTF-8" }),
    );
    assert.deepEqual([zip.status, text.status], [200, 200]);
    like((await read<KeysReply>("/keys")).keys, [{ key: "k", total: 2 }]);
  }),
  "names the place where a body stops being JSON": talking(async ({ ask }) => {
    for (const [body, at] of [
      ["", 0],
      ["{", 1],
      ['{"a":1,}', 7],
      ["nope", 0],
    ] as const) {
      const error = `body: not JSON at position ${at}`;
      like(await ask("/v1/update", post(body)), { status: 400, json: { error } });
    }
  }),
  "names the member that is wrong, and counts nothing of it": talking(
    async ({ send, ask, read }) => {
      const wrong = {
        "instance_id: must be a string of 1 to 128 characters": { instance_id: "" },
        "timestamp: must be an RFC 3339 time": { timestamp: "yesterday" },
        "data: must be an object": { data: [1] },
        "seq: must be a whole number from 1": { epoch: "e", seq: 0 },
        "epoch: must come with seq": { seq: 1 },
        "set_keys[1]: must be a string": { set_keys: ["a", 1] },
        "calls: must be a whole number from 0": { calls: -1 },
        "dropped.x: must be a number from 0": { dropped: { x: "1" } },
        "forget: must be true or false": { forget: 1 },
      };
      for (const [error, member] of Object.entries(wrong)) {
        like(await send({ data: { k: 1 }, ...(member as object) }), {
          status: 400,
          json: { error },
        });
      }
      like(await ask("/v1/update", post("[]")), {
        status: 400,
        json: { error: "body: must be an object" },
      });
      like(await ask("/v1/update", post('{"instance_id":"i"}')), {
        status: 400,
        json: { error: "timestamp: must be an RFC 3339 time" },
      });
      assert.deepEqual((await read<KeysReply>("/keys")).keys, []);
    },
  ),
  "refuses what is too large, also once it is unzipped": talking(async ({ ask }) => {
    const error = "body: more than 1024000 bytes";
    like(await ask("/v1/update", post(LONG)), { status: 413, json: { error } });
    const zip = await zipped(LONG);
    assert.ok(zip.length < 10_000);
    const answer = await ask("/v1/update", post(zip, { "content-encoding": "gzip" }));
    like(answer, { status: 413, json: { error } });
  }),
  "refuses other encodings, broken gzip, and what is no text": talking(async ({ ask }) => {
    const bytes = new Uint8Array([0x22, 0xff, 0x22]);
    like(await ask("/v1/update", post("x", { "content-encoding": "br" })), {
      status: 415,
      json: { error: "content-encoding: must be gzip or absent" },
    });
    like(await ask("/v1/update", post(bytes, { "content-encoding": "gzip" })), {
      status: 400,
      json: { error: "body: not gzip" },
    });
    like(await ask("/v1/update", post(bytes)), { status: 400, json: { error: "body: not UTF-8" } });
  }),
  "keeps apps apart, and lists them": talking(async ({ tell, send, read }) => {
    await tell({ instance_id: "i", data: { k: 1 } });
    await tell({ app: "shop", instance_id: "j", data: { k: 2, s: [{ value: "x", count: 1 }] } });
    await tell({ app: "shop", instance_id: "k", data: { k: 3 } });
    like((await read<KeysReply>("/keys")).keys, [{ key: "k", total: 1 }]);
    const { app, keys } = await read<KeysReply>("/keys?app=shop");
    like(
      { app, keys },
      { app: "shop", keys: [{ key: "k", total: 5, instances: 2 }, { key: "s" }] },
    );
    assert.deepEqual((await read<KeysReply>("/keys?app=none")).keys, []);
    like((await read<AppsReply>("/apps")).apps, [
      { app: "default", keys: 1, members: 0, instances: 1 },
      { app: "shop", keys: 2, members: 1, instances: 2, refused: {} },
    ]);
    like(await read("/instances?app=shop"), { app: "shop", total: 2, active: 2 });
    like(await read("/instances"), { total: 3 });
    const { status, json } = await send({ app: "a shop" });
    assert.equal(status, 400);
    assert.match(json.error ?? "", /^app: must be 1 to 64 of .*, not "a shop"$/);
  }),
  "forgets an instance that asks for it, and takes nothing of it any more": talking(
    async ({ tell, read }) => {
      await tell({
        instance_id: "i",
        epoch: "e",
        seq: 1,
        calls: 1,
        recorded: 1,
        data: { k: 1, v: "mine" },
      });
      await tell({ instance_id: "j", data: { k: 1, v: "another's" } });
      const { receipt } = await tell({ instance_id: "i", forget: true });
      assert.match(receipt ?? "", /^\S{8,}$/);
      assert.equal((await tell({ instance_id: "i", forget: true })).receipt, receipt);
      assert.notEqual((await tell({ instance_id: "never came", forget: true })).receipt, receipt);
      const late = await tell({ instance_id: "i", epoch: "e", seq: 2, data: { k: 1 } });
      like(late, { ack: 2, receipt: undefined });
      like(await read("/instances"), { total: 1, instances: [{ id: "j" }] });
      like((await read<ValuesReply>("/values?key=v")).values, [
        { value: "another's", instances: 1 },
      ]);
      like((await read<KeysReply>("/keys")).keys, [
        { key: "k", total: 2 },
        { key: "v", total: 2 },
      ]);
      like((await read<AppsReply>("/apps")).apps, [{ app: "default", refused: { forgotten: 1 } }]);
      assert.deepEqual((await read<AccountingReply>("/accounting?instance=i")).epochs, []);
    },
  ),
  "counts a crowd to the last": talking(async ({ tell, read }) => {
    const ids = names("instance ", 60);
    const said = ids.flatMap((instance_id, i) =>
      [1, 2, 3, 4, 5].map((seq) => ({
        instance_id,
        epoch: "e",
        seq,
        calls: 3,
        recorded: 3 * seq,
        data: { n: 1, [`key ${i % 7}`]: 2, who: [{ value: `member ${(i + seq) % 11}`, count: 1 }] },
      })),
    );
    await Promise.all(said.map((each) => tell(each)));
    const { keys } = await read<KeysReply>("/keys");
    assert.equal(keys.length, 9);
    like(
      keys.find(({ key }) => key === "n"),
      { total: 300, instances: 60 },
    );
    like(
      keys.find(({ key }) => key === "who"),
      { total: 300, members: 11, instances: 60 },
    );
    assert.equal(
      sum(keys.filter(({ key }) => key.startsWith("key ")).map(({ total }) => total)),
      600,
    );
    const { members } = await read<MembersReply>("/members?key=who");
    assert.equal(sum(members.map(({ total }) => total)), 300);
    const { instances, total, active } = await read<InstancesReply>("/instances?limit=100");
    assert.deepEqual([total, active], [60, 60]);
    assert.deepEqual(instances.map(({ id }) => id).sort(), [...ids].sort());
    assert.ok(instances.every((each) => each.updates === 5 && each.duplicates === 0));
    like(await read("/accounting?limit=1"), {
      recorded: 900,
      accepted: 900,
      pending: 0,
      unexplained: 0,
      missing: 0,
      duplicates: 0,
    });
  }),
};
