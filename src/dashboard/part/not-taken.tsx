// What a view says of a server that has no part for what it shows.
import type { ComponentChildren, VNode } from "../preact.ts";
import { Panel } from "./panel.tsx";

/** In place of all panels of the view: `what` is taken by no one here, and `children` say how that is turned on. */
export function NotTaken({
  what,
  children,
}: {
  readonly what: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <Panel title={`This server takes no ${what}`}>
      <div class="none">{children}</div>
    </Panel>
  );
}
