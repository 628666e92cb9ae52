// The view of pushed.
import type { VNode } from "../../preact.ts";

/** All of it. */
export function PushedView(): VNode {
  return <p>Pushed</p>;
}
