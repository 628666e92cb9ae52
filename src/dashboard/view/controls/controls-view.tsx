// The view of controls.
import type { VNode } from "../../preact.ts";

/** All of it. */
export function ControlsView(): VNode {
  return <p>Controls</p>;
}
