// The view of overview.
import type { VNode } from "../../preact.ts";

/** All of it. */
export function OverviewView(): VNode {
  return <p>Overview</p>;
}
