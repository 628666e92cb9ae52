// Sentences as a list.
import type { VNode } from "../../preact.ts";
import type { Sentence } from "./story.ts";

/** One a line. */
export function Sentences({
  all,
  label,
}: {
  readonly all: readonly Sentence[];
  readonly label: string;
}): VNode {
  return (
    <ul class="sentences" aria-label={label}>
      {all.map(({ text, isWrong }) => (
        <li key={text} class={isWrong ? "wrong" : undefined}>
          {text}
        </li>
      ))}
    </ul>
  );
}
