// Metrics and events as lines.
import { expect, test } from "vitest";
import type { Metric } from "../../../../src/core/metric.ts";
import { formatEvent, formatLine } from "../../../../src/metrics/line/format.ts";
import { eventOf } from "../../../support/backend.ts";

const metric: Metric = {
  type: "counter",
  name: "a",
  values: [1],
  rate: 1,
  tags: [],
  source: "h",
  atMs: 5,
};

test.each([
  [{}, "a:1|c"],
  [{ type: "gauge", values: [-0.0000001], rate: 0.5 }, "a:-0.0000001|g"],
  [{ type: "timer", values: [1.5], rate: 0.1, tags: ["k:v", "bare"] }, "a:1.5|ms|@0.1|#k:v,bare"],
  [{ values: [1, 1e21, -Infinity] }, "a:1:1000000000000000000000:-Inf|c"],
  [{ values: [] }, "a:|c"],
  [{ type: "set", values: [], member: "joe:é", rate: 0.5 }, "a:joe:é|s"],
  [{ type: "set", values: [] }, "a:|s"],
  [{ name: "__a b:c|d\n/é" }, "a_bcd-:1|c"],
  [{ type: "set", member: "a|s\nb:1|c\0" }, "a:a_s_b:1_c_|s"],
  [{ tags: ["a,b|c\nd\0", ""] }, "a:1|c|#a_b_c_d_,"],
] as const)("%j is %s", (differs, line) => {
  expect(formatLine({ ...metric, ...differs })).toBe(line);
});

const event = eventOf({ title: "title", text: "text" });

test.each([
  [{}, "_e{5,4}:title|text"],
  [{ title: "", text: "" }, "_e{0,0}:|"],
  [{ title: "日\n", text: "a|b\nc" }, "_e{5,6}:日\\n|a|b\\nc"],
  [
    {
      dateHappened: 5.9,
      source: "h",
      aggregationKey: "k",
      sourceTypeName: "s",
      priority: "low",
      alertType: "error",
      tags: ["x:y", "z"],
    },
    "_e{5,4}:title|text|d:5|h:h|k:k|s:s|p:low|t:error|#x:y,z",
  ],
  [{ source: "a|t:error\nb:1|c", tags: ["a,b"] }, "_e{5,4}:title|text|h:a_t:error_b:1_c|#a_b"],
] as const)("%j is %s", (differs, line) => {
  expect(formatEvent({ ...event, ...differs })).toBe(line);
});
