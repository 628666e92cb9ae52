// Numbers with their names, in a row.
import type { ComponentChildren, VNode } from "../preact.ts";

/** One of them. */
export interface Fact {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
  /** It is bad news. */
  readonly isWrong?: boolean;
}

/** A list of facts; `isLarge` for the first thing that is looked at. */
export function Facts({
  facts,
  isLarge,
  label,
}: {
  readonly facts: readonly Fact[];
  readonly isLarge?: boolean;
  readonly label: string;
}): VNode {
  return (
    <dl class={isLarge ? "facts large" : "facts"} aria-label={label}>
      {facts.map(({ name, value, note, isWrong }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={isWrong ? "wrong" : undefined}>{value}</dd>
          {note !== undefined && <dd class="note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
