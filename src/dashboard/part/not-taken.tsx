// What a view says of a server that has no part for what it shows.
import type { ComponentChildren, VNode } from "../preact.ts";
import { Panel } from "./panel.tsx";

/** In place of all panels of the view: `what` is taken by no one here. */
export function NotTaken({
  what,
  code,
  children,
}: {
  readonly what: string;
  /** By which a server of one's own takes it. */
  readonly code: string;
  /** How `tallybeacon serve` does. */
  readonly children?: ComponentChildren;
}): VNode {
  return (
    <Panel title={`This server takes no ${what}`}>
      <p class="none">
        <code>tallybeacon serve</code> does{children}, and so does a server of your own with{" "}
        <code>{code}</code>.
      </p>
    </Panel>
  );
}
