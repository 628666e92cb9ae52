// From an Accept to the format of a scrape.
import { expect, test } from "vitest";
import { wantedFormat } from "../../../../src/server/scrape/wanted-format.ts";

const PROTOBUF =
  "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

test.for<[string | null, string]>([
  [null, "text/plain"],
  ["", "text/plain"],
  ["*/*", "text/plain"],
  ["text/html,application/xhtml+xml,*/*;q=0.8", "text/plain"],
  ["application/openmetrics-text;version=1.0.0", "application/openmetrics-text"],
  // As Prometheus 2 and 3 ask.
  [
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
    "application/openmetrics-text",
  ],
  [
    `${PROTOBUF};q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1`,
    "application/vnd.google.protobuf",
  ],
  [`${PROTOBUF};q=0.1,text/plain;q=0.2`, "text/plain"],
  [`${PROTOBUF};q=0`, "text/plain"],
  [`${PROTOBUF};q=nonsense`, "text/plain"],
  ["application/openmetrics-text;version=2.0.0", "text/plain"],
])("%s is given %s", ([accept, type]) => {
  expect(wantedFormat(accept).contentType.split(";")[0]).toBe(type);
});
