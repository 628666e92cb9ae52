// The view of samples.
import type { VNode } from "../../preact.ts";

/** All of it. */
export function SamplesView(): VNode {
  return <p>Samples</p>;
}
