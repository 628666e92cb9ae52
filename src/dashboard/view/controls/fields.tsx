// The fields of a change that only some changes have: keys and whom they are switched for, or an interval.
import { usePage } from "../../app/page.ts";
import { Choice } from "../../part/choice.tsx";
import type { VNode } from "../../preact.ts";
import { type Draft, scopeWords, UNITS } from "./draft.ts";
import { Entry, marks } from "./entry.tsx";
import { ListField } from "./list-field.tsx";
import { useKnownKeys } from "./use-known-keys.ts";

/** What they have in common. */
interface FieldsProps {
  readonly draft: Draft;
  /** What is wrong with one of some fields. */
  wrong(...fields: string[]): string | undefined;
}

const UNIT_NAMES: Readonly<Record<string, string>> = {
  s: "seconds",
  m: "minutes",
  h: "hours",
  d: "days",
};

/** Keys, and the instances that they are switched off for; keys are switched on for all. */
export function KeyFields(
  props: FieldsProps & { readonly apps: readonly string[]; readonly instances: readonly string[] },
): VNode {
  const { draft, apps, instances, wrong } = props;
  const { go } = usePage();
  const known = useKnownKeys(draft.app === undefined ? apps : [draft.app]);
  const isSome = draft.percent !== undefined;
  return (
    <>
      <ListField
        id="change-keys"
        label="Keys"
        noun="key"
        hint="A family is switched by what stands before the first colon of its keys."
        values={draft.keys}
        known={known}
        wrong={wrong("disable", "enable")}
        onChange={(key) => go({ key }, true)}
      />
      {draft.deed === "off" && (
        <>
          <Choice
            label="For"
            options={[
              ["all", "For all", "For all instances"],
              ["some", "For some", "For some instances"],
            ]}
            value={isSome ? "some" : "all"}
            onChoose={(whom) => go(scopeWords(whom === "some"))}
          />
          {isSome && (
            <>
              <Entry
                id="change-percent"
                label="Share of instances, %"
                hint="The same ones each time: who is in 10% is in 20%, too."
                wrong={wrong("percent")}
              >
                <input
                  class="field short"
                  {...marks("change-percent", wrong("percent"))}
                  inputMode="decimal"
                  value={draft.percent}
                  autocomplete="off"
                  onInput={(event) => go({ percent: event.currentTarget.value }, true)}
                />
              </Entry>
              <ListField
                id="change-instances"
                label="And by name"
                noun="instance"
                values={draft.instances}
                known={instances}
                wrong={wrong("instances")}
                onChange={(instance) => go({ instance, percent: draft.percent ?? null }, true)}
              />
            </>
          )}
        </>
      )}
    </>
  );
}

/** How often updates are sent. */
export function IntervalFields({ draft, wrong }: FieldsProps): VNode {
  const { go } = usePage();
  const { every } = draft;
  const unit = every?.at(-1) ?? "";
  const put = (count: string, next: string): void => go({ every: count + next }, true);
  return (
    <>
      <Choice
        label="Interval"
        options={[
          ["own", "Every …", "An interval of its own"],
          ["none", "No wish", "None: that of every app holds, or the server's default"],
        ]}
        value={every === undefined ? "none" : "own"}
        onChoose={(how) => go({ every: how === "own" ? "10m" : null })}
      />
      {every !== undefined && (
        <Entry id="change-every" label="Send an update every" wrong={wrong("interval_ms")}>
          <div class="line">
            <input
              class="field short"
              {...marks("change-every", wrong("interval_ms"))}
              inputMode="decimal"
              value={every.slice(0, -1)}
              autocomplete="off"
              onInput={(event) => put(event.currentTarget.value, unit)}
            />
            <select
              class="field"
              aria-label="Unit"
              value={unit}
              onChange={(event) => put(every.slice(0, -1), event.currentTarget.value)}
            >
              {Object.keys(UNITS).map((each) => (
                <option key={each} value={each}>
                  {UNIT_NAMES[each]}
                </option>
              ))}
            </select>
          </div>
        </Entry>
      )}
    </>
  );
}
