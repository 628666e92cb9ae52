// Something that was chosen, and can be taken away.
import type { VNode } from "../preact.ts";
import { oneLine } from "../text/format.ts";

/** A button that takes it away; `label` says what that does. */
export function Chip({
  label,
  text,
  onRemove,
}: {
  readonly label: string;
  readonly text: string;
  onRemove(): void;
}): VNode {
  return (
    <button
      type="button"
      class="chip"
      onClick={({ currentTarget }) => {
        before(currentTarget)?.focus();
        onRemove();
      }}
    >
      <bdi>{oneLine(text, 60)}</bdi>
      <span aria-hidden="true">×</span>
      <span class="sr">{label}</span>
    </button>
  );
}

/** What Tab comes by before it in its panel: there the keyboard goes on. */
function before(chip: HTMLElement): HTMLElement | undefined {
  const all = chip.closest(".panel")?.querySelectorAll<HTMLElement>("button, input, select") ?? [];
  return [...all].findLast(
    (each) => each.compareDocumentPosition(chip) === Node.DOCUMENT_POSITION_FOLLOWING,
  );
}
