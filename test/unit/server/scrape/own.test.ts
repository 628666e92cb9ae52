// What the collector tells of itself.
import { describe, expect, test } from "vitest";
import type { AnyStore } from "../../../../src/core/any-store.ts";
import type { MetricFamily } from "../../../../src/core/family.ts";
import { textEncoder } from "../../../../src/prometheus/text-encoder.ts";
import { ownFamilies, pushFamilies } from "../../../../src/server/scrape/own.ts";
import { NOW_MS, openStore, updateOf } from "../../../support/store.ts";

const samples = (families: readonly MetricFamily[]) =>
  String(textEncoder.encode(families))
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => line.replace("tallybeacon_", ""));

async function told(change: (store: AnyStore) => AnyStore = (store) => store) {
  const { store, clock, send } = openStore();
  const epoch = { epoch: "e", seq: 1, calls: 9, recorded: 12, dropped: { disabled: 3 } };
  await send({ "page.view": 3, status: [{ value: 200, count: 2 }] }, epoch);
  await send({ "page.view": 3 }, epoch);
  await send({ n: 1 }, { instance_id: "j", epoch: "e", seq: 3 });
  await store.accept(updateOf({ n: 4 }, { instance_id: "s" }), NOW_MS, NOW_MS, "shop");
  store.refuse("rate-app", "shop");
  await send({}, { instance_id: "late" });
  const answers = new Map([[200, { count: 4, seconds: 0.5 }]]);
  return ownFamilies({
    store: change(store),
    clock,
    access: { failedTries: () => 2 },
    meter: { answers: () => answers },
    startedAtMs: NOW_MS,
  });
}

describe("the collector", () => {
  test("tells of every key, and of itself", async () => {
    expect(samples(await told())).toEqual([
      'key_total{app="default",key="page.view"} 3',
      'key_total{app="default",key="status"} 2',
      'key_total{app="default",key="n"} 1',
      'key_total{app="shop",key="n"} 4',
      'member_total{app="default",key="status",member="200"} 2',
      "apps 2",
      'app_keys{app="default"} 3',
      'app_keys{app="shop"} 1',
      'app_members{app="default"} 1',
      'app_members{app="shop"} 0',
      'app_instances{app="default"} 3',
      'app_instances{app="shop"} 1',
      'instances{state="active"} 4',
      'instances{state="overdue"} 0',
      'refused_total{app="shop",reason="rate-app"} 1',
      "calls_recorded_total 12",
      "calls_accepted_total 9",
      'calls_dropped_total{reason="disabled"} 3',
      "calls_pending 0",
      "updates_missing 2",
      "updates_duplicate_total 1",
      "silent_shards 0",
      'update_duration_seconds_sum{code="200"} 0.5',
      'update_duration_seconds_count{code="200"} 4',
      "failed_logins_total 2",
      "start_time_seconds 1.795250403e+09",
    ]);
  });

  test("says of each family what it is", async () => {
    const families = await told();
    expect(families.every(({ name, help }) => /^tallybeacon_/.test(name) && help)).toBe(true);
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
    for (const { name, type } of families) {
      expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
    }
  });

  test("does not tell what would be less while shards are silent", async () => {
    let asked = 0;
    const silent = () => (asked++ === 1 ? ["shard-1", "shard-2"] : []);
    const lines = samples(await told((store) => ({ ...store, silent })));
    expect(lines).toContain("silent_shards 2");
    expect(lines).toContain('key_total{app="default",key="page.view"} 3');
    expect(lines.filter((line) => /calls|updates_|refused|instances/.test(line))).toEqual([]);
  });
});

test("it tells when what was pushed was", () => {
  const sum = { job: "shop", since: 1, at: 5_000, epochs: 3, families: [] };
  const group = {
    grouping: [
      ["job", "a"],
      ["instance", "i"],
    ] as const,
    at: 6_500,
    families: [],
  };
  expect(samples(pushFamilies([sum], [group], 4))).toEqual([
    'push_time_seconds{job="a",instance="i"} 6.5',
    'sum_time_seconds{job="shop"} 5',
    'sum_epochs_total{job="shop"} 3',
    "push_hidden 4",
  ]);
});
