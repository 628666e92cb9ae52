// What is pushed, and what Prometheus scrapes.
import assert from "node:assert/strict";
import type { InstancesReply } from "../../../src/core/api.ts";
import type { PushedReply } from "../../../src/core/pushed.ts";
import { type Check, like, names, type Talk, talking } from "./asking.ts";

const ADA = "ada-has-this-token";
const BOB = "bob-has-that-token";
const TOKENS = { operators: { ada: ADA }, readers: { bob: BOB } };
const PAGE = "https://shop.example.com";
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Pushes text under a path such as `job/shop?epoch=e&seq=1`, and gives the status. */
async function push(
  { ask }: Talk,
  path: string,
  body: string,
  { method = "POST", ...headers }: Readonly<Record<string, string>> = {},
): Promise<number> {
  const all = { "content-type": "text/plain; version=0.0.4", ...headers };
  return (await ask(`/metrics/${path}`, { method, headers: all, body })).status;
}
const hits = (count: number) => `# TYPE hits_total counter\nhits_total{path="/"} ${count}\n`;

/** The samples of a scrape that begin so, once all has settled. */
async function scraped({ read, ask }: Talk, start: string): Promise<string[]> {
  await read("/apps");
  const { status, text } = await ask("/metrics");
  assert.equal(status, 200, text);
  return text.split("\n").filter((line) => line.startsWith(start));
}

export const pushes: Record<string, Check> = {
  "adds up what many push for a job, whatever comes again, late or not at all": talking(
    async (talk) => {
      for (const [numbers, count] of [
        ["epoch=a&seq=1", 3],
        ["epoch=a&seq=3", 9],
        ["epoch=a&seq=3", 9],
        ["epoch=a&seq=2", 5],
        ["epoch=b&seq=1", 4],
        ["epoch=b&seq=2", 1],
      ] as const) {
        assert.equal(await push(talk, `job/shop/instance/i?${numbers}`, hits(count)), 202);
      }
      assert.equal(await push(talk, "job/blog?epoch=a&seq=1", hits(2)), 202);
      assert.deepEqual(
        await scraped(talk, "hits_total"),
        ['hits_total{job="blog",path="/"} 2', 'hits_total{job="shop",path="/"} 14'].sort(
          (one, other) => (one < other ? 1 : -1),
        ),
      );
      const { pushed } = await talk.read<PushedReply>("/pushed");
      const series = [{ labels: { path: "/" }, value: 14 }];
      like(pushed[1], {
        grouping: { job: "shop" },
        summed: { epochs: 2 },
        families: [{ name: "hits_total", type: "counter", total: 1, series }],
      });
    },
  ),
  "adds histograms up by the buckets that all of them have": talking(async (talk) => {
    const histogram = (...lines: string[]) => `# TYPE took histogram\n${lines.join("\n")}\n`;
    const bucket = (le: string, count: number) => `took_bucket{le="${le}"} ${count}`;
    const one = [bucket("1", 2), bucket("5", 3), bucket("+Inf", 4), "took_sum 20", "took_count 4"];
    const other = [bucket("2", 1), bucket("5", 2), "took_sum 7", "took_count 3"];
    assert.equal(await push(talk, "job/shop?epoch=a&seq=1", histogram(...one)), 202);
    assert.equal(await push(talk, "job/shop?epoch=b&seq=1", histogram(...other)), 202);
    assert.deepEqual(await scraped(talk, "took"), [
      'took_bucket{job="shop",le="5"} 5',
      'took_bucket{job="shop",le="+Inf"} 7',
      'took_sum{job="shop"} 27',
      'took_count{job="shop"} 7',
    ]);
  }),
  "keeps what is pushed with another type from what has the name": talking(async (talk) => {
    assert.equal(await push(talk, "job/shop?epoch=a&seq=1", hits(3)), 202);
    const other = `# TYPE more_total counter\nmore_total 1\n${hits(5).replace("counter", "gauge")}`;
    assert.equal(await push(talk, "job/shop?epoch=b&seq=1", other), 202);
    assert.equal(await push(talk, "job/shop?epoch=a&seq=2", hits(4)), 202);
    assert.deepEqual(await scraped(talk, "hits_total"), ['hits_total{job="shop",path="/"} 4']);
    assert.deepEqual(await scraped(talk, "more_total"), ['more_total{job="shop"} 1']);
    assert.deepEqual(await scraped(talk, "tallybeacon_push_hidden"), ["tallybeacon_push_hidden 1"]);
  }),
  "refuses a push as a whole that has what cannot be added up": talking(async (talk) => {
    assert.equal(await push(talk, "job/shop?epoch=a&seq=1", hits(3)), 202);
    const more = "# TYPE more_total counter\nmore_total 1\n";
    for (const body of [
      more + hits(5).replace("5", "NaN"),
      more + hits(5).replace("5", "1e300"),
      "tallybeacon_x 1\n",
      "nonsense",
      "n 1 5\n",
    ]) {
      assert.equal(await push(talk, "job/shop?epoch=b&seq=1", body), 400, body);
    }
    assert.equal(await push(talk, "job/shop?epoch=b", hits(5)), 400);
    assert.equal(await push(talk, "shop?epoch=b&seq=1", hits(5)), 400);
    assert.deepEqual(await scraped(talk, "hits_total"), ['hits_total{job="shop",path="/"} 3']);
    assert.deepEqual(await scraped(talk, "more_total"), []);
  }),
  "keeps groups as a Pushgateway does": talking(async (talk) => {
    const rows = (name: string, value: number) => `# TYPE ${name} gauge\n${name} ${value}\n`;
    const put = { method: "PUT" };
    assert.equal(await push(talk, "job/batch/instance/i", rows("a", 1) + rows("b", 2), put), 202);
    assert.equal(await push(talk, "job/batch/instance/i", rows("b", 3)), 202);
    assert.equal(await push(talk, "job/batch/instance@base64/YS9i", rows("b", 4)), 202);
    const place = 'job="batch",instance="i"';
    assert.deepEqual(await scraped(talk, "a{"), [`a{${place}} 1`]);
    assert.deepEqual((await scraped(talk, "b{")).sort(), [
      'b{job="batch",instance="a/b"} 4',
      `b{${place}} 3`,
    ]);
    assert.equal(await push(talk, "job/batch/instance/i", rows("c", 5), put), 202);
    assert.deepEqual(await scraped(talk, "a{"), []);
    const { ask } = talk;
    assert.equal((await ask("/metrics/job/batch/instance/i", { method: "DELETE" })).status, 202);
    const { pushed } = await talk.read<PushedReply>("/pushed");
    like(pushed, [{ grouping: { job: "batch", instance: "a/b" }, families: [{ name: "b" }] }]);
  }),
  "lets everybody add, operators replace and delete, and readers look": talking(async (talk) => {
    const { ask } = talk;
    assert.equal(await push(talk, "job/shop?epoch=a&seq=1", hits(3)), 202);
    assert.equal(await push(talk, "job/shop", hits(3)), 401);
    assert.equal(await push(talk, "job/shop", hits(3), bearer(BOB)), 403);
    assert.equal(await push(talk, "job/shop", hits(3), bearer(ADA)), 202);
    const gone = (headers: Record<string, string>) =>
      ask("/metrics/job/shop?epoch=a&seq=2", { method: "DELETE", headers });
    assert.equal((await gone({})).status, 401);
    assert.equal((await gone(bearer(BOB))).status, 403);
    assert.equal((await ask("/metrics")).status, 401);
    const { status, text } = await ask("/metrics", { headers: bearer(BOB) });
    assert.equal(status, 200);
    assert.match(text, /^hits_total\{job="shop",path="\/"\} 3$/m);
    assert.equal((await gone(bearer(ADA))).status, 202);
    const headers = bearer(BOB);
    like((await ask<PushedReply>("/pushed", { headers })).json, { pushed: [] });
  }, TOKENS),
  "takes what is added from the pages that may send, as updates": talking(
    async (talk) => {
      const path = "/metrics/job/shop?app=shop&key=key-of-the-shop&epoch=a&seq=1";
      const headers = { origin: PAGE, "content-type": "text/plain" };
      const asked = await talk.ask(path, { method: "OPTIONS", headers });
      assert.equal(asked.status, 204);
      assert.equal(asked.headers.get("access-control-allow-origin"), PAGE);
      const taken = await talk.ask(path, { method: "POST", headers, body: hits(3) });
      assert.equal(taken.status, 202);
      assert.equal(taken.headers.get("access-control-allow-origin"), PAGE);
      const wrong = path.replace("key-of", "key-not-of");
      const refused = await talk.ask(wrong, { method: "POST", headers, body: hits(3) });
      assert.equal(refused.status, 403);
      const far = { ...headers, "cf-connecting-ip": "192.0.2.9" };
      const sent = () => talk.ask(path, { method: "POST", headers: far, body: hits(3) });
      for (let i = 0; i < 3; i += 1) assert.equal((await sent()).status, 202);
      const late = await sent();
      assert.equal(late.status, 429);
      assert.ok(Number(late.headers.get("retry-after")) > 0);
    },
    {
      origins: [PAGE],
      ingestKeys: { shop: "key-of-the-shop" },
      maxPerAddress: 3,
      maxUpdates: 9,
    },
  ),
  "shows Prometheus what was ever counted, by key and by member, and how it is itself": talking(
    async (talk) => {
      for (const id of names("i", 9)) {
        const status = [
          { value: 200, count: 2 },
          { value: "200", count: 1 },
        ];
        await talk.tell({
          instance_id: id,
          data: { "page.view": 2, status },
          calls: 5,
          recorded: 7,
          epoch: "e",
          seq: 1,
        });
      }
      await talk.tell({ instance_id: "i0", data: { "page.view": 2 }, epoch: "e", seq: 1 });
      await talk.tell({ app: "shop", instance_id: "s", data: { "page.view": 4 } });
      assert.deepEqual((await scraped(talk, "tallybeacon_key_total")).sort(), [
        'tallybeacon_key_total{app="default",key="page.view"} 18',
        'tallybeacon_key_total{app="default",key="status"} 27',
        'tallybeacon_key_total{app="shop",key="page.view"} 4',
      ]);
      assert.deepEqual(
        (await scraped(talk, "tallybeacon_member_total")).sort(),
        [
          'tallybeacon_member_total{app="default",key="status",member="200"} 18',
          'tallybeacon_member_total{app="default",key="status",member="\\"200\\""} 9',
        ].sort(),
      );
      for (const [name, value] of Object.entries({
        apps: 2,
        calls_recorded_total: 63,
        calls_accepted_total: 45,
        updates_duplicate_total: 1,
        silent_shards: 0,
      })) {
        const line = `tallybeacon_${name} ${value}`;
        assert.deepEqual(await scraped(talk, `tallybeacon_${name} `), [line]);
      }
      const { active } = await talk.read<InstancesReply>("/instances");
      assert.deepEqual(await scraped(talk, 'tallybeacon_instances{state="active"}'), [
        `tallybeacon_instances{state="active"} ${active}`,
      ]);
    },
  ),
  "answers a scrape in the format that it accepts": talking(async ({ ask }) => {
    for (const [accept, type] of [
      ["*/*", "text/plain; version=0.0.4; charset=utf-8"],
      [
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5",
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
      ],
      [
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
      ],
    ] as const) {
      const { status, headers, text } = await ask("/metrics", { headers: { accept } });
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), type);
      assert.ok(text.includes("tallybeacon_start_time_seconds"));
    }
  }),
};
