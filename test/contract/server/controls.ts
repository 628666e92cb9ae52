// Controls: what the operator asks, and what senders are told of it.
import assert from "node:assert/strict";
import type { ChangesReply, KeysReply } from "../../../src/core/api.ts";
import type { AllControls, Controls, Preview } from "../../../src/core/controls.ts";
import { type Check, like, names, type Talk, talking } from "./asking.ts";

/** The instances that are told to refuse a key. */
async function whoRefuses({ tell }: Talk, ids: readonly string[], key: string): Promise<string[]> {
  const replies = await Promise.all(ids.map((instance_id) => tell({ instance_id })));
  return ids.filter((_, i) => replies[i]?.disable_keys?.includes(key));
}

export const controls: Record<string, Check> = {
  "asks nothing at first but for an update an hour": talking(async ({ read }) => {
    const { version, ...all } = await read<AllControls>("/controls");
    assert.deepEqual(all, {
      interval_ms: 3_600_000,
      stop: false,
      disabled_keys: [],
      enabled_keys: [],
      switches: [],
      wishes: [],
    });
    assert.ok(Number.isSafeInteger(version));
  }),
  "switches keys off for all and on again, and every reply says so": talking(
    async ({ tell, put, control, read }) => {
      await tell({ data: { k: 1, other: 1 } });
      const { status, json } = await put<AllControls>("PUT /controls", { disable: ["k", "b"] });
      like(
        { status, json },
        { status: 200, json: { disabled_keys: ["b", "k"], enabled_keys: [] } },
      );
      like(await read("/controls"), { disabled_keys: ["b", "k"], version: json.version });
      like(await tell({}), {
        disable_keys: ["b", "k"],
        enable_keys: undefined,
        version: json.version,
      });
      const { keys } = await read<KeysReply>("/keys");
      assert.deepEqual(
        keys.map(({ key, state }) => [key, state]),
        [
          ["k", "off"],
          ["other", "on"],
        ],
      );
      const later = await control({ enable: ["k"] });
      assert.ok(later > json.version);
      like(await tell({ instance_id: "j" }), {
        disable_keys: ["b"],
        enable_keys: ["k"],
        version: later,
      });
    },
  ),
  "switches keys off for a share of the instances, which only grows with it": talking(
    async (talk) => {
      const ids = names("one of many ", 60);
      await talk.tell({ data: { k: 1 } });
      await talk.control({ disable: ["k"], percent: 30 });
      const some = await whoRefuses(talk, ids, "k");
      assert.ok(some.length > 3 && some.length < 40, `${some.length} of 60`);
      assert.deepEqual(await whoRefuses(talk, ids, "k"), some);
      like((await talk.read<KeysReply>("/keys")).keys, [{ key: "k", state: "partly" }]);
      await talk.control({ disable: ["k"], percent: 60 });
      const more = await whoRefuses(talk, ids, "k");
      assert.ok(more.length > some.length && some.every((id) => more.includes(id)));
      await talk.control({ disable: ["k"] });
      assert.deepEqual(await whoRefuses(talk, ids, "k"), ids);
    },
  ),
  "switches keys off for instances that are named": talking(async (talk) => {
    const ids = names("i", 12);
    await talk.control({ disable: ["k"], instances: ["i3", "i7"] });
    assert.deepEqual(await whoRefuses(talk, ids, "k"), ["i3", "i7"]);
    like(await talk.read<Controls>("/controls?instance=i3"), { disabled_keys: ["k"] });
    like(await talk.read<Controls>("/controls?instance=i4"), { disabled_keys: [] });
    like((await talk.read<AllControls>("/controls")).switches, [
      { key: "k", off: true, percent: 0, instances: ["i3", "i7"] },
    ]);
  }),
  "asks of one app what it does not ask of others": talking(
    async ({ tell, put, control, read }) => {
      await tell({ app: "shop" });
      await control({ app: "shop", disable: ["k"], interval_ms: 2_000, stop: true });
      like(await tell({ app: "shop" }), { disable_keys: ["k"], next_update: 2e9, stop: true });
      like(await tell({ instance_id: "j" }), { disable_keys: undefined, stop: undefined });
      like(await read("/controls?app=shop"), {
        disabled_keys: ["k"],
        interval_ms: 2_000,
        stop: true,
      });
      like((await read<AllControls>("/controls")).wishes, [
        { app: "shop", interval_ms: 2_000, stop: true },
      ]);
      like(await put("PUT /controls", { app: "none", stop: true }), {
        status: 400,
        json: { error: 'app: nothing has come from "none" yet' },
      });
    },
  ),
  "stops all, and lets them go on": talking(async ({ tell, control }) => {
    await control({ stop: true });
    assert.equal((await tell({})).stop, true);
    await control({ stop: false });
    assert.equal((await tell({})).stop, undefined);
  }),
  "changes the interval, and goes back to the default": talking(async ({ tell, control, read }) => {
    await control({ interval_ms: 5_000 });
    assert.equal((await tell({})).next_update, 5e9);
    await control({ interval_ms: null });
    like(await read("/controls"), { interval_ms: 3_600_000 });
  }),
  "refuses a change when somebody else was faster": talking(async ({ put, control, read }) => {
    const version = await control({ disable: ["a"] });
    await control({ disable: ["b"], version });
    const { status, json } = await put("PUT /controls", { disable: ["c"], version });
    assert.equal(status, 409);
    assert.match(
      json.error ?? "",
      /^version: the controls have been changed since; it is \d+ now$/,
    );
    like(await read("/controls"), { disabled_keys: ["a", "b"] });
  }),
  "lists who changed what and why, newest first": talking(async ({ control, read }) => {
    const before = Date.now();
    const first = await control({ disable: ["a"], author: "ada", reason: "too loud" });
    const second = await control({ stop: true, author: "bob" });
    const { changes } = await read<ChangesReply>("/controls/changes");
    const made = changes.filter(({ version }) => version >= first);
    like(made, [
      { version: second, author: "bob", reason: "", change: { stop: true } },
      { version: first, author: "ada", reason: "too loud", change: { disable: ["a"] } },
    ]);
    assert.ok(made.every(({ at }) => Math.abs(at - before) < 60_000));
    like((await read<ChangesReply>("/controls/changes?limit=1")).changes, [{ version: second }]);
  }),
  "takes a change back, once": talking(async ({ tell, put, control, read }) => {
    const version = await control({ disable: ["a"], stop: true });
    const undo = { version, author: "ada" };
    const { status, json } = await put<AllControls>("POST /controls/undo", undo);
    like(
      { status, json },
      { status: 200, json: { disabled_keys: [], enabled_keys: ["a"], stop: false } },
    );
    const { changes } = await read<ChangesReply>("/controls/changes?limit=1");
    like(changes, [{ version: json.version, author: "ada", undoes: version }]);
    like(await tell({}), { stop: undefined, enable_keys: ["a"] });
    assert.equal((await put("POST /controls/undo", undo)).status, 409);
    const none = await put("POST /controls/undo", { version: 1 });
    like(none, { status: 400, json: { error: "version: no change made 1" } });
  }),
  "tells whom a change would touch, and changes nothing": talking(async ({ tell, put, read }) => {
    await Promise.all(names("i", 9).map((id) => tell({ instance_id: id, data: { k: 1 } })));
    await Promise.all(names("j", 4).map((id) => tell({ instance_id: id, data: { "k:sub": 1 } })));
    await tell({ app: "shop", instance_id: "s", data: { another: 1 } });
    const touched = async (change: object) => {
      await read("/controls");
      const { status, json } = await put<Preview>("POST /controls/preview", change);
      assert.equal(status, 200);
      assert.equal(json.estimated, false);
      return json.instances;
    };
    assert.equal(await touched({ disable: ["k"] }), 13);
    assert.equal(await touched({ disable: ["k:sub"] }), 4);
    assert.equal(await touched({ disable: ["k"], instances: ["i1", "j2", "s"] }), 2);
    assert.equal(await touched({ disable: ["none"] }), 0);
    assert.equal(await touched({ stop: true }), 14);
    assert.equal(await touched({ app: "shop", stop: true }), 1);
    like(await read("/controls"), { disabled_keys: [], switches: [], stop: false });
  }),
  "names what is wrong with a change, and changes nothing": talking(async ({ put, ask, read }) => {
    const wrong = {
      "percent: must be a number from 0 to 100": { disable: ["k"], percent: 101 },
      "interval_ms: must be a whole number from 1000 to 2592000000": { interval_ms: 5 },
      "disable: must be a list of strings": { disable: "k" },
      "stop: must be true or false": { disable: ["k"], stop: 1 },
      "body: must be an object": [],
    };
    for (const [error, change] of Object.entries(wrong)) {
      like(await put("PUT /controls", change), { status: 400, json: { error } });
    }
    const init = { method: "PUT", headers: { "content-type": "application/json" }, body: "{" };
    like(await ask("/controls", init), {
      status: 400,
      json: { error: "body: not JSON at position 1" },
    });
    like(await read("/controls"), { disabled_keys: [], stop: false });
  }),
  "is changed by no other site's page, and by no form": talking(async ({ put, read }) => {
    const change = { stop: true };
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    assert.equal((await put("PUT /controls", change, foreign)).status, 403);
    assert.equal((await put("POST /controls/undo", { version: 1 }, foreign)).status, 403);
    const form = { "content-type": "text/plain" };
    assert.equal((await put("PUT /controls", change, form)).status, 415);
    like(await read("/controls"), { stop: false });
  }),
};
