// From a Content-Type to the format that reads it.
import type { Format } from "../../core/family.ts";
import { openMetrics } from "../../prometheus/open-metrics.ts";
import { protobuf } from "../../prometheus/protobuf.ts";
import { text } from "../../prometheus/text.ts";
import { mediaOf } from "./media.ts";

interface Known {
  readonly format: Format;
  /** What parameters must be where they are named; others are not looked at. */
  readonly wanted: Readonly<Record<string, string>>;
}

const KNOWN: ReadonlyMap<string, Known> = new Map<string, Known>([
  ["text/plain", { format: text, wanted: { version: "0.0.4" } }],
  ["application/openmetrics-text", { format: openMetrics, wanted: { version: "1.0.0" } }],
  [
    "application/vnd.google.protobuf",
    {
      format: protobuf,
      wanted: { proto: "io.prometheus.client.MetricFamily", encoding: "delimited" },
    },
  ],
]);

/** Nothing for a type that is malformed, missing, or none of ours. Source: Prometheus' `expfmt`; OpenMetrics is ours. */
export function formatOf(contentType: string | null): Format | undefined {
  const media = mediaOf(contentType ?? "");
  const known = KNOWN.get(media?.type ?? "");
  const isMeant = Object.entries(known?.wanted ?? {}).every(
    ([name, value]) => (media?.parameters.get(name) ?? value) === value,
  );
  return isMeant ? known?.format : undefined;
}
