// What holds of sending: how often the instances of each app are asked to, and whether they are asked to at all.
import type { AllControls, LoggedChange } from "../../../core/controls.ts";
import { usePage } from "../../app/page.ts";
import type { ControlsInHand } from "../../control/use-controls.ts";
import { Panel } from "../../part/panel.tsx";
import type { VNode } from "../../preact.ts";
import { oneLine, span } from "../../text/format.ts";
import type { ChangeLog } from "./change-log.ts";
import { everyOf } from "./draft.ts";
import { AppName, Standing } from "./standing.tsx";

/** What is asked of one app, or of all of them. */
interface Row {
  readonly app?: string;
  readonly interval_ms: number | null;
  /** What holds where nothing is asked. */
  readonly elseMs: number;
  readonly stop: boolean;
}

/** The panel. */
export function SendingPanel(props: {
  readonly controls: ControlsInHand;
  readonly log: ChangeLog;
}): VNode {
  const { controls, log } = props;
  const page = usePage();
  const { asked, change } = controls;
  const rows = asked.data ? rowsOf(asked.data) : [];
  const causeOf = ({ app, interval_ms, stop }: Row): LoggedChange | undefined => {
    const causes = [
      stop ? log.wishOf(app, "stop") : undefined,
      interval_ms === null ? undefined : log.wishOf(app, "interval_ms"),
    ];
    return causes.sort((a, b) => (b?.version ?? 0) - (a?.version ?? 0))[0];
  };
  const turn = ({ app }: Row, isOn: boolean): void => {
    if (!isOn) {
      page.go({ do: "stop", app: app ?? null });
      return;
    }
    const where = app === undefined ? "" : ` in ${oneLine(app, 60)}`;
    change(
      { ...(app !== undefined && { app }), stop: false },
      `The stop is lifted${where}. Who heard it stays silent; all others go on.`,
      `Could not lift the stop${where}`,
    );
  };
  return (
    <Panel title="Sending" asked={asked} path="controls">
      <ul class="log" aria-label="Interval and collection by app">
        {rows.map((row) => {
          const { app, interval_ms, elseMs, stop } = row;
          const where = app === undefined ? "every app" : oneLine(app, 60);
          const every = everyOf(interval_ms ?? elseMs);
          return (
            <Standing
              key={JSON.stringify([app])}
              title={<AppName app={app} />}
              cause={causeOf(row)}
              way={{
                href: page.link("controls", { do: "interval", app: app ?? null, every }),
                label: `Change the interval of ${where}`,
              }}
              turn={{
                label: `Collection in ${where}`,
                isOn: !stop,
                onTurn: (isOn) => turn(row, isOn),
              }}
            >
              {stop ? (
                <span class="wrong">stopped</span>
              ) : (
                `an update every ${span(interval_ms ?? elseMs)}`
              )}
              {interval_ms === null && !stop && app !== undefined && ", as every app"}
            </Standing>
          );
        })}
      </ul>
    </Panel>
  );
}

/** Every app first, then those of which something is asked alone. */
function rowsOf({ interval_ms, stop, wishes }: AllControls): readonly Row[] {
  const everyone = wishes.find(({ app }) => app === undefined);
  const others = wishes.filter(({ app }) => app !== undefined);
  return [
    { interval_ms: everyone?.interval_ms ?? null, elseMs: interval_ms, stop },
    ...others.map((each) => ({ ...each, elseMs: interval_ms })),
  ];
}
