// What a key is compared with: the stretch before, other keys; and how fine and how far its chart looks.
import { DASHBOARD_KEYS_BESIDE } from "../../../core/dashboard-limits.ts";
import type { KeySummary } from "../../../core/tally.ts";
import { usePage } from "../../app/page.ts";
import { Chip } from "../../part/chip.tsx";
import { useRef, type VNode } from "../../preact.ts";
import { oneLine, readable, span, when } from "../../text/format.ts";
import { endsOf, secondsOf, stepsOf } from "./key-window.ts";
import { memberIn } from "./use-series.ts";

/** Keys that are suggested: the field takes any. */
const SUGGESTED = 200;

/** The choices, all of which are in the address. */
export function Compare({
  name,
  keys,
}: {
  readonly name: string;
  readonly keys: readonly KeySummary[];
}): VNode {
  const { address, go, announce } = usePage();
  const { words } = address;
  const beside = words.getAll("with");
  const member = memberIn(words);
  const ends = endsOf(words);
  const steps = stepsOf(secondsOf(words));
  const resolution = useRef<HTMLSelectElement>(null);
  const others = keys.filter(({ key }) => key !== name && !beside.includes(key));

  return (
    <div class="compare">
      {beside.length < DASHBOARD_KEYS_BESIDE && (
        <>
          <input
            class="field"
            list="other-keys"
            placeholder="Compare with a key"
            aria-label="Compare with a key"
            autocomplete="off"
            spellcheck={false}
            onChange={({ currentTarget }) => {
              const key = currentTarget.value;
              if (others.some((each) => each.key === key)) {
                currentTarget.value = "";
                // There is no field for one more.
                if (beside.length + 1 === DASHBOARD_KEYS_BESIDE) resolution.current?.focus();
                go({ with: [...beside, key] });
              } else if (key) announce(`There is no other key called ${oneLine(key, 60)}.`, true);
            }}
          />
          <datalist id="other-keys">
            {others.slice(0, SUGGESTED).map(({ key }) => (
              <option key={key} value={key} />
            ))}
          </datalist>
        </>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={words.has("before")}
          onChange={(event) => go({ before: event.currentTarget.checked ? "1" : null })}
        />
        Time before
      </label>
      <select
        ref={resolution}
        class="field"
        aria-label="Resolution"
        value={steps.find((step) => String(step) === words.get("step")) ?? ""}
        onChange={(event) => go({ step: event.currentTarget.value || null })}
      >
        <option value="">Resolution: auto</option>
        {steps.map((step) => (
          <option key={step} value={step}>
            {span(step * 1000)}
          </option>
        ))}
      </select>
      {ends && (
        <Chip
          label="Look at the whole range again"
          text={`${when(ends.from * 1000)} – ${when(ends.to * 1000)}`}
          onRemove={() => go({ from: null, to: null })}
        />
      )}
      {member !== undefined && (
        <Chip
          label="Chart all members again"
          text={readable(member)}
          onRemove={() => go({ member: null })}
        />
      )}
      {beside.map((key) => (
        <Chip
          key={key}
          label={`Compare no more with ${oneLine(key, 60)}`}
          text={key}
          onRemove={() => go({ with: beside.filter((each) => each !== key) })}
        />
      ))}
    </div>
  );
}
