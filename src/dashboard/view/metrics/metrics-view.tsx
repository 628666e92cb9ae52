// The view of metrics.
import type { VNode } from "../../preact.ts";

/** All of it. */
export function MetricsView(): VNode {
  return <p>Metrics</p>;
}
