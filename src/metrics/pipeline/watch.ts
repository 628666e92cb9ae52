// What the stages of a pipeline say of themselves. Source of the names: gostatsd, internal metrics.
import type { Backend } from "../../core/metric.ts";
import type { ForwardSink } from "../forward/forward-sink.ts";
import type { Internal } from "../internal.ts";
import type { Enrichment } from "../source/create-enrichment.ts";

/** Tells what became of what a backend was given: `backend.sent` and others, with the tag `backend:<name>`. */
export function watchBackend({ watch }: Internal, name: string, backend: Backend): void {
  const { counts } = backend;
  if (!counts) return;
  const tags = [`backend:${name}`];
  watch("gauge", "backend.created", () => counts().created, tags);
  watch("gauge", "backend.sent", () => counts().sent, tags);
  watch("gauge", "backend.dropped", () => counts().dropped, tags);
  watch("gauge", "backend.series.sent", () => counts().seriesSent, tags);
  watch("gauge", "backend.series.dropped", () => counts().seriesDropped, tags);
  watch("sparse", "backend.retried", () => counts().retried, tags);
  if (!backend.event) return;
  watch("gauge", "backend.sent_events", () => counts().eventsSent ?? 0, tags);
  watch("gauge", "backend.dropped_events", () => counts().eventsDropped ?? 0, tags);
}

/** Tells what became of posts to another server: `http.forwarder.sent` and others. */
export function watchForwarder(
  { watch }: Internal,
  { counts, takeLatencyMaxMs }: ForwardSink,
): void {
  watch("report", "http.forwarder.invalid", () => counts().invalid);
  watch("report", "http.forwarder.created", () => counts().created);
  watch("report", "http.forwarder.sent", () => counts().sent);
  watch("report", "http.forwarder.retried", () => counts().retried);
  watch("report", "http.forwarder.dropped", () => counts().dropped);
  watch("gauge", "http.forwarder.post_latency.max", takeLatencyMaxMs);
  watch("counter", "http.forwarder.post_latency.sum", () => counts().latencySumMs);
}

/** Tells how sources are found: `cloudprovider.cache_hit` and others. */
export function watchSources({ watch }: Internal, { counts }: Pick<Enrichment, "counts">): void {
  watch("gauge", "cloudprovider.cache_hit", () => counts().hits);
  watch("gauge", "cloudprovider.cache_miss", () => counts().misses);
  watch("gauge", "cloudprovider.cache_positive", () => counts().positive);
  watch("gauge", "cloudprovider.cache_negative", () => counts().negative);
  watch("gauge", "cloudprovider.cache_refresh_positive", () => counts().refreshPositive);
  watch("gauge", "cloudprovider.cache_refresh_negative", () => counts().refreshNegative);
  watch("gauge", "cloudprovider.hosts_queued", () => counts().parkedSources, ["type:metric"]);
  watch("gauge", "cloudprovider.items_queued", () => counts().parkedEvents, ["type:event"]);
}
