// The view of reports.
import type { VNode } from "../../preact.ts";

/** All of it. */
export function ReportsView(): VNode {
  return <p>Reports</p>;
}
