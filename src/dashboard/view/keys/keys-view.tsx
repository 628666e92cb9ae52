// The view of keys.
import type { VNode } from "../../preact.ts";

/** All of it. */
export function KeysView(): VNode {
  return <p>Keys</p>;
}
