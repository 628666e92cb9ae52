// Where a fault in drawing ends.
import {
  type ComponentChildren,
  useEffect,
  useErrorBoundary,
  useRef,
  type VNode,
} from "../preact.ts";
import { usePage } from "./page.ts";
import { refusalOf } from "./trouble.ts";

/** Its children; where drawing them fails, that is said in their place, until the address is another; and all around them stays. */
export function Boundary({ children }: { readonly children: ComponentChildren }): VNode {
  const { address } = usePage();
  const [error, retry] = useErrorBoundary();
  const failedAt = useRef(address);
  if (error === undefined) failedAt.current = address;
  // What cannot be drawn of one address may be of another.
  useEffect(() => {
    if (failedAt.current !== address) retry();
  }, [address]);
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
