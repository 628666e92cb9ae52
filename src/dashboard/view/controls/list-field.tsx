// A field for several names: the last one is being typed, those before it are chips.
import { useRef, type VNode } from "../../preact.ts";
import { oneLine } from "../../text/format.ts";
import { Entry, type EntryProps, marks } from "./entry.tsx";

/** What the field is made of. */
export interface ListFieldProps extends EntryProps {
  readonly values: readonly string[];
  /** What may be meant. */
  readonly known: readonly string[];
  /** One of them: "key". */
  readonly noun: string;
  onChange(values: readonly string[]): void;
}

/** Suggestions shown at a time. */
const FEW = 50;

/** The field; the values are all the state it has. */
export function ListField(props: ListFieldProps): VNode {
  const { id, values, known, noun, wrong, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const last = values.at(-1) ?? "";
  // What a field of one line cannot hold is no text to type on.
  const typed = /\p{Cc}/u.test(last) ? "" : last;
  const chips = values.slice(0, typed === "" && last !== "" ? undefined : -1);
  const found = known.filter((name) => name !== typed && name.includes(typed)).slice(0, FEW);
  return (
    <Entry {...props}>
      {chips.length > 0 && (
        <ul class="chips">
          {chips.map((value, index) => (
            <li key={index} class="chip">
              <bdi title={value.slice(0, 400)}>{oneLine(value, 60)}</bdi>
              <button
                type="button"
                aria-label={`Remove ${oneLine(value, 60)}`}
                onClick={() => onChange([...chips.filter((_, at) => at !== index), typed])}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="line">
        <input
          ref={input}
          class="field"
          {...marks(id, wrong)}
          list={`${id}-known`}
          value={typed}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={(event) => onChange([...chips, event.currentTarget.value])}
        />
        <datalist id={`${id}-known`}>
          {found.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <button
          type="button"
          class="quiet"
          aria-label={`Add another ${noun}`}
          disabled={typed === ""}
          onClick={() => {
            onChange([...chips, typed, ""]);
            input.current?.focus();
          }}
        >
          Add another
        </button>
      </div>
    </Entry>
  );
}
