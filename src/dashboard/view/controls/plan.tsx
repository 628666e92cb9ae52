// What a change would touch, as the server estimates it, before it is applied; and what came between.
import type { ControlsChange, LoggedChange, Preview } from "../../../core/controls.ts";
import type { VNode } from "../../preact.ts";
import { oneLine, plural } from "../../text/format.ts";
import { Author, ChangeWords } from "./change-words.tsx";

/** What a plan is made of. */
export interface PlanProps {
  readonly change: ControlsChange;
  readonly preview: Preview;
  /** Controls are not what they were when it was made. */
  readonly isLate: boolean;
  /** What was changed since, as far as the log knows. */
  readonly between: readonly LoggedChange[];
  onApply(): void;
}

/** The plan, with the button that makes it true. A stop wants to be confirmed. */
export function Plan({ change, preview, isLate, between, onApply }: PlanProps): VNode {
  const { app, stop } = change;
  const { instances, updates_per_hour, estimated } = preview;
  if (isLate) {
    return (
      <div class="plan" role="alert">
        <p>
          Something was changed since this preview. Nothing was applied: look, and preview again.
        </p>
        <ul>
          {between.map((each) => (
            <li key={each.version}>
              <Author of={each} /> <ChangeWords of={each} />
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <form
      class={stop ? "plan notice" : "plan"}
      aria-label="Preview"
      onSubmit={(event) => {
        event.preventDefault();
        onApply();
      }}
    >
      <p role="status">
        Would touch {plural(instances, "instance")}, {plural(updates_per_hour, "update")} an hour
        {estimated && " (estimated)"}, of those heard within a day.
      </p>
      {stop && (
        <label>
          <input type="checkbox" required /> Stop collection in{" "}
          {app === undefined ? "every app" : <bdi>{oneLine(app, 60)}</bdi>}. Whoever hears it stays
          silent for good, even after this is taken back.
        </label>
      )}
      <button type="submit" class={stop ? "go danger" : "go"}>
        {stop ? "Stop collection" : "Apply"}
      </button>
    </form>
  );
}
