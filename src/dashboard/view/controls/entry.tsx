// A field of the form with its name, what may be meant, a hint, and what is wrong with it.
import { type ComponentChildren, h, useId, type VNode } from "../../preact.ts";

/** What it is made of. */
export interface EntryProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: ComponentChildren;
  readonly wrong?: string | undefined;
  /** Suggestions. */
  readonly known?: readonly string[];
  readonly isRequired?: boolean;
  /** What the browser lets through, as an expression. */
  readonly pattern?: string;
  /** Options of a list to choose from, in place of a text. */
  readonly children?: ComponentChildren;
  onPut(value: string): void;
}

/** Suggestions shown at a time. */
const FEW = 50;

/** One of them. */
export function Entry(props: EntryProps): VNode {
  const { label, value, hint, wrong, known = [], isRequired, pattern, children, onPut } = props;
  const id = useId();
  const found = known.filter((name) => name !== value && name.includes(value)).slice(0, FEW);
  return (
    <div class="entry">
      <label for={id}>{label}</label>
      {h(
        children ? "select" : "input",
        {
          id,
          class: "field",
          value,
          list: `${id}-known`,
          required: isRequired,
          pattern,
          autocomplete: "off",
          autocapitalize: "none",
          spellcheck: false,
          "aria-invalid": wrong !== undefined,
          "aria-describedby": `${id}-wrong`,
          onInput: (event: InputEvent) => onPut((event.target as HTMLInputElement).value),
        },
        children,
      )}
      <datalist id={`${id}-known`}>
        {found.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {hint !== undefined && <p class="soft">{hint}</p>}
      <p class="wrong" id={`${id}-wrong`} role="alert">
        {wrong}
      </p>
    </div>
  );
}

/** Several names, each with a field of its own, and one for another. */
export function Names(
  props: Omit<EntryProps, "value" | "onPut"> & {
    readonly values: readonly string[];
    onPut(values: readonly string[]): void;
  },
): VNode {
  const { label, values, isRequired = false, onPut } = props;
  const all = values.at(-1) === "" ? values : [...values, ""];
  return (
    <>
      {all.map((value, index) => (
        <Entry
          key={index}
          {...(index === 0 ? props : { known: props.known ?? [] })}
          label={index === 0 ? label : `Another ${label.toLowerCase()}`}
          value={value}
          isRequired={isRequired && index === 0 && !values.some(Boolean)}
          onPut={(name) => onPut(all.with(index, name))}
        />
      ))}
    </>
  );
}
