// A switch: on or off, and by whom it may be turned.
import type { VNode } from "../preact.ts";

/** What a switch is made of. */
export interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  /** Neither on nor off: for some it is one, for others the other. */
  readonly isPartly?: boolean;
  /** It can be looked at only. */
  readonly isFixed?: boolean;
  onTurn(on: boolean): void;
}

/** One switch. One that is fixed stays in the order of the keyboard, to be read. */
export function Switch({ label, isOn, isPartly, isFixed, onTurn }: SwitchProps): VNode {
  return (
    <button
      type="button"
      role="switch"
      class={isPartly ? "switch partly" : "switch"}
      aria-checked={isOn}
      aria-label={label}
      aria-disabled={isFixed ? true : undefined}
      onClick={() => onTurn(!isOn)}
    >
      <span class="knob" />
    </button>
  );
}
