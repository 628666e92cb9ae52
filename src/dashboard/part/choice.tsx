// One of a few, side by side.
import { useId, type VNode } from "../preact.ts";

/** What there is to choose from. */
export interface ChoiceProps<T extends string> {
  readonly label: string;
  /** Value, what is shown, and what is said where that is too short. */
  readonly options: readonly (readonly [value: T, text: string, spoken?: string])[];
  readonly value: T;
  onChoose(value: T): void;
}

/** Radio buttons that look like one bar. */
export function Choice<T extends string>(props: ChoiceProps<T>): VNode {
  const { label, options, value, onChoose } = props;
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="sr">{label}</legend>
      {options.map(([each, text, spoken]) => (
        <label key={each}>
          <input
            type="radio"
            name={name}
            value={each}
            checked={each === value}
            aria-label={spoken ?? text}
            onChange={() => onChoose(each)}
          />
          <span aria-hidden="true">{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
