// Where a fault in drawing ends.
import { type ComponentChildren, useErrorBoundary, type VNode } from "../preact.ts";
import { refusalOf } from "./trouble.ts";

/** Its children; where drawing them fails, that is said in their place, and all around them stays. */
export function Boundary({ children }: { readonly children: ComponentChildren }): VNode {
  const [error, retry] = useErrorBoundary();
  if (error === undefined) return <>{children}</>;
  return (
    <div class="notice" role="alert">
      <p>
        <b>This view cannot be drawn:</b> {refusalOf(error).message}.
      </p>
      <button type="button" class="quiet" onClick={retry}>
        Try again
      </button>
    </div>
  );
}
