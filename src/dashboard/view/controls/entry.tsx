// A field of the form with its name, a hint, and what is wrong with it.
import type { ComponentChildren, VNode } from "../../preact.ts";

/** What stands around a field. */
export interface EntryProps {
  /** Of the field inside. */
  readonly id: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly wrong?: string | undefined;
  readonly children?: ComponentChildren;
}

/** One of them; the field inside takes what `marks` gives. */
export function Entry({ id, label, hint, wrong, children }: EntryProps): VNode {
  return (
    <div class="entry">
      <label for={id}>{label}</label>
      {children}
      {hint !== undefined && <p class="soft">{hint}</p>}
      {wrong !== undefined && (
        <p class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

/** What a field says of itself: its id, and what is wrong with it. */
export function marks(id: string, wrong: string | undefined): object {
  return wrong === undefined
    ? { id }
    : { id, "aria-invalid": true, "aria-describedby": `${id}-wrong` };
}
