// The sign of tallybeacon.
import type { VNode } from "../preact.ts";

/** Five strokes of a tally, in the colour of the text around it. */
export function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M5 5v14M9.7 5v14M14.3 5v14M19 5v14M2.5 16.5l19-9" />
    </svg>
  );
}
