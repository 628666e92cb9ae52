import { expect, test } from "vitest";
import { attribute } from "../../../../src/metrics/backend/otlp-attributes.ts";
import { otlpLogs } from "../../../../src/metrics/backend/otlp-logs.ts";
import { eventOf } from "../../../support/backend.ts";

test("an event is a record with all that is known of it, tags of some keys at its resource", () => {
  const tags = ["env:a", "a.b:2", "a.b:1", "bare"];
  const event = eventOf({ title: "t", text: "x", tags, dateHappened: 5 });
  const attributes = [
    attribute("title", "t"),
    attribute("text", "x"),
    attribute("source", ""),
    attribute("priority", "normal"),
    attribute("alert_type", "info"),
    attribute("aggregation_key", ""),
    attribute("source_type_name", ""),
    {
      key: "tags",
      value: { kvlist_value: { values: [attribute("a_b", "1__2"), attribute("unknown", "bare")] } },
    },
  ];
  expect(otlpLogs(event, ["env"], 0)).toEqual({
    resource_logs: [
      {
        resource: { attributes: [attribute("env", "a")] },
        scope_logs: [{ log_records: [{ time_unix_nano: 5e9, attributes }] }],
      },
    ],
  });
});

test("an event without a time has that of now", () => {
  expect(JSON.stringify(otlpLogs(eventOf({}), [], 1_234))).toContain('"time_unix_nano":1234000000');
});
