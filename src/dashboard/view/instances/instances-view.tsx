// The view of instances.
import type { VNode } from "../../preact.ts";

/** All of it. */
export function InstancesView(): VNode {
  return <p>Instances</p>;
}
