import { expect, test } from "vitest";
import { openMetrics } from "../../../../src/prometheus/open-metrics.ts";
import { protobuf } from "../../../../src/prometheus/protobuf.ts";
import { text } from "../../../../src/prometheus/text.ts";
import { formatOf } from "../../../../src/server/push/format.ts";

const PROTOBUF = "application/vnd.google.protobuf";

test.each([
  ["text/plain", text],
  [text.contentType, text],
  ["text/plain; charset=iso-8859-1", text],
  ["TEXT/PLAIN; Version=0.0.4", text],
  ['text/plain; version="0.0.4"', text],
  [PROTOBUF, protobuf],
  [protobuf.contentType, protobuf],
  [`${PROTOBUF}; encoding=delimited`, protobuf],
  [`${PROTOBUF}; proto=io.prometheus.client.MetricFamily`, protobuf],
  ["application/openmetrics-text", openMetrics],
  [openMetrics.contentType, openMetrics],
])("%s is read as such", (contentType, format) => {
  expect(formatOf(contentType)).toBe(format);
});

test.each([
  null,
  "",
  "text/plain; version=1.0.0",
  "text/plain; version",
  "text/html",
  "application/json",
  "application/openmetrics-text; version=0.0.1",
  `${PROTOBUF}; proto=other.Message`,
  `${PROTOBUF}; encoding=text`,
  `${PROTOBUF}; encoding=DELIMITED`,
  `${PROTOBUF}; proto=io.prometheus.client.MetricFamily; encoding=compact-text`,
  "application/x-protobuf",
])("%s is unknown", (contentType) => {
  expect(formatOf(contentType)).toBeUndefined();
});
