// Schemas of what is answered about tagged metrics; openapi.test.ts holds them against its answers.
import { expect, test } from "vitest";
import { createInternal } from "../../../../src/metrics/internal.ts";
import { metricReplySchemas } from "../../../../src/server/schema/metric-replies.ts";

const schemas = metricReplySchemas();

test.each<[keyof typeof schemas, unknown, unknown]>([
  [
    "InternalStat",
    { name: "flusher.total_time", kind: "gauge", tags: [], value: 0.5 },
    { name: "n", kind: "timer", tags: [], value: 1 },
  ],
  ["StatsReply", { now: 1, stats: [] }, { stats: [] }],
  ["ChecksReply", { ok: ["a"], failed: [] }, { ok: "a", failed: [] }],
])("%s takes %j and not %j", (name, right, wrong) => {
  expect(schemas[name].parse(right)).toEqual(right);
  expect(schemas[name].safeParse(wrong).success).toBe(false);
});

test("numbers are taken as a pipeline tells them", () => {
  const internal = createInternal();
  internal.watch("sparse", "n", () => 1, ["a:b"]);
  internal.collect(0);
  const reply = { now: 1, stats: internal.stats() };
  expect(schemas.StatsReply.parse(reply)).toEqual(reply);
});
