// What a change would touch, as the server estimates it, before it is applied.
import type { ControlsChange, Preview } from "../../../core/controls.ts";
import type { VNode } from "../../preact.ts";
import { oneLine, plural } from "../../text/format.ts";

/** The plan, with the button that makes it true. A stop wants to be confirmed. */
export function Plan(props: {
  readonly change: ControlsChange;
  readonly preview: Preview;
  onApply(): void;
}): VNode {
  const { app, stop } = props.change;
  const { instances, updates_per_hour, estimated } = props.preview;
  return (
    <form
      class={stop ? "plan notice" : "plan"}
      aria-label="Preview"
      onSubmit={(event) => {
        event.preventDefault();
        props.onApply();
      }}
    >
      <p role="status">
        Would touch {plural(instances, "instance")} of those heard within a day,{" "}
        {plural(updates_per_hour, "update")} an hour{estimated && " (estimated)"}.
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
