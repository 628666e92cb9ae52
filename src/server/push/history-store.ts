// Pushed metrics as samples of a history.
import { systemClock } from "../../core/clock.ts";
import type { FamilyMetric, Labels, MetricFamily } from "../../core/family.ts";
import type { Clock, History } from "../../core/ports.ts";
import type { Sample } from "../../core/sample.ts";
import { escapeText } from "../../prometheus/expose.ts";
import type { PushStore } from "../push.ts";

/** Makes each push one sample of its job, or of `push` where it names none. */
export function historyStore(
  history: Pick<History, "record">,
  clock: Clock = systemClock,
): PushStore {
  return {
    write(_message, { grouping, families }) {
      const job = grouping.find(([name]) => name === "job")?.[1];
      history.record(job ?? "push", sampleOf(families, grouping, clock.now()));
    },
  };
}

/**
 * A sample of families. A field is what Prometheus would call the series, `http_requests_total{path="/",region="eu"}`: its
 * value, or `…_count` and `…_sum` of a summary or a histogram. What is not finite is left out.
 */
export function sampleOf(
  families: readonly MetricFamily[],
  grouping: Labels,
  nowMs: number,
): Sample {
  const fields = families.flatMap(({ name, metrics }) =>
    metrics.flatMap((metric) => fieldsOf(name, metric, grouping)),
  );
  const finite = fields.filter(([, value]) => Number.isFinite(value));
  return { ...Object.fromEntries(finite), ts: Math.floor(nowMs / 1000) };
}

function fieldsOf(name: string, metric: FamilyMetric, grouping: Labels): [string, number][] {
  const series = seriesOf(metric.labels ?? [], grouping);
  const seen = metric.summary ?? metric.histogram;
  if (!seen) return [[name + series, metric.value ?? Number.NaN]];
  return [
    [`${name}_count${series}`, seen.count],
    [`${name}_sum${series}`, seen.sum],
  ];
}

/** Groups of one job have series of their own, as in a Pushgateway. */
function seriesOf(labels: Labels, grouping: Labels): string {
  const all = Object.entries(Object.fromEntries([...labels, ...grouping]))
    .filter(([name]) => name !== "job")
    .map(([name, value]) => `${name}="${escapeText(value)}"`);
  return all.length > 0 ? `{${all.join(",")}}` : "";
}
