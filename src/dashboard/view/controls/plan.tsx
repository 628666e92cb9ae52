// What a change would touch, as the server estimates it, before it is applied; and what came between.
import type { LoggedChange, Preview } from "../../../core/controls.ts";
import { useState, type VNode } from "../../preact.ts";
import { number, oneLine, plural } from "../../text/format.ts";
import { ChangeWords } from "./change-words.tsx";

/** What a plan is made of. */
export interface PlanProps {
  readonly change: LoggedChange["change"];
  readonly preview: Preview;
  /** Controls are not what they were when it was made. */
  readonly isLate: boolean;
  /** What was changed since, as far as the log knows. */
  readonly between: readonly LoggedChange[];
  readonly isBusy: boolean;
  onApply(): void;
}

/** The plan, with the button that makes it true. */
export function Plan({ change, preview, isLate, between, isBusy, onApply }: PlanProps): VNode {
  const [isSure, setSure] = useState(false);
  const isStop = change.stop === true;
  return (
    <div class={isStop ? "plan danger" : "plan"}>
      <p role="status">{previewText(preview)}</p>
      {isLate ? (
        <Between changes={between} />
      ) : (
        <>
          {isStop && (
            <label class="sure">
              <input
                type="checkbox"
                checked={isSure}
                onChange={(event) => setSure(event.currentTarget.checked)}
              />
              <span>
                Stop collection in{" "}
                {change.app === undefined ? "every app" : <App name={change.app} />}. Whoever hears
                it stays silent for good, even after this is taken back.
              </span>
            </label>
          )}
          <button
            type="button"
            class={isStop ? "go danger" : "go"}
            disabled={isBusy || (isStop && !isSure)}
            onClick={onApply}
          >
            {isStop ? "Stop collection" : "Apply"}
          </button>
        </>
      )}
    </div>
  );
}

/** `Would touch 1,240 instances, 3,100 updates an hour (estimated).` */
export function previewText({ instances, updates_per_hour, estimated }: Preview): string {
  if (instances === 0) return "Would touch none of the instances that were heard within a day.";
  const updates = `${number(updates_per_hour)} ${updates_per_hour === 1 ? "update" : "updates"} an hour`;
  return `Would touch ${plural(instances, "instance")}, ${updates}${estimated ? " (estimated)" : ""}.`;
}

function App({ name }: { readonly name: string }): VNode {
  return <bdi>{oneLine(name, 60)}</bdi>;
}

function Between({ changes }: { readonly changes: readonly LoggedChange[] }): VNode {
  return (
    <div class="between" role="alert">
      <p>
        <b>Something was changed since this preview.</b> Nothing was applied; look, and preview it
        again.
      </p>
      <ul>
        {changes.map((each) => (
          <li key={each.version}>
            <b>
              <bdi>{oneLine(each.author || "Somebody", 60)}</bdi>
            </b>{" "}
            {each.undoes === undefined ? (
              <ChangeWords change={each.change} />
            ) : (
              "took a change back"
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
