// What holds of keys: every switch, whom it is for, since when and by whom, and the way back.
import type { LoggedChange, Switch } from "../../../core/controls.ts";
import type { Column } from "../../../core/csv.ts";
import { usePage } from "../../app/page.ts";
import type { ControlsInHand } from "../../control/use-controls.ts";
import { Panel } from "../../part/panel.tsx";
import { useState, type VNode } from "../../preact.ts";
import { number, oneLine } from "../../text/format.ts";
import type { ChangeLog } from "./change-log.ts";
import { scopeText } from "./change-words.tsx";
import { AppName, Standing } from "./standing.tsx";

/** What it shows. */
export interface SwitchesPanelProps {
  readonly controls: ControlsInHand;
  readonly log: ChangeLog;
}

/** Switches shown at first. */
const FEW = 10;
/** Instances that are named where the pointer rests. */
const SHOWN_IDS = 20;
const COLUMNS: readonly Column[] = [
  ["key", "text"],
  ["app", "text"],
  ["off", "plain"],
  ["percent", "plain"],
  ["instances", "json"],
  ["at", "plain"],
];

/** The panel. */
export function SwitchesPanel({ controls, log }: SwitchesPanelProps): VNode {
  const page = usePage();
  const { asked, change } = controls;
  const switches = sorted(asked.data?.switches ?? []);
  const off = switches.filter((each) => each.off).length;
  const [shown, setShown] = useState(FEW);

  const turn = (each: Switch, isOn: boolean): void => {
    const { app, key } = each;
    const of = app === undefined ? {} : { app };
    const label = oneLine(key, 60);
    const way = isOn ? "on" : "off";
    change(
      { ...of, ...(isOn ? { enable: [key] } : { disable: [key] }) },
      `${label} is ${way}. Pages obey at their next flush.`,
      `Could not switch ${label} ${way}`,
    );
  };
  return (
    <Panel
      title="Switches"
      note={switches.length > 0 ? `${number(off)} off` : undefined}
      asked={asked}
      path="controls"
      sheet={() => ({ name: "switches", columns: COLUMNS, rows: switches })}
    >
      {switches.length === 0 ? (
        <p class="none">
          Every key is collected. Switch one off with the form, or among the{" "}
          <a class="link" href={page.link("keys")}>
            keys
          </a>
          .
        </p>
      ) : (
        <ul class="log" aria-label="Switches, what is off first">
          {switches.slice(0, shown).map((each) => (
            <Line
              key={JSON.stringify([each.app, each.key])}
              each={each}
              cause={log.causeOf(each)}
              onTurn={(isOn) => turn(each, isOn)}
            />
          ))}
        </ul>
      )}
      {shown < switches.length && (
        <button type="button" class="more" onClick={() => setShown(shown * 5)}>
          Show more of {number(switches.length)}
        </button>
      )}
    </Panel>
  );
}

function Line(props: {
  readonly each: Switch;
  readonly cause: LoggedChange | undefined;
  onTurn(isOn: boolean): void;
}): VNode {
  const { each, cause, onTurn } = props;
  const { app, key, off, percent, instances, at } = each;
  const { link } = usePage();
  const label = oneLine(key, 60);
  const isAll = percent >= 100;
  const some = { percent: isAll ? null : String(percent), instance: isAll ? null : instances };
  return (
    <Standing
      title={
        <a class="key" href={link("keys", { key, app: app ?? null })} title={key.slice(0, 400)}>
          <bdi>{oneLine(key)}</bdi>
        </a>
      }
      at={at}
      cause={cause}
      way={{
        href: link("controls", { app: app ?? null, key, ...some }),
        label: `Change for whom ${label} is off`,
      }}
      turn={{
        label: `${label} in ${app === undefined ? "every app" : oneLine(app, 60)}`,
        isOn: !off,
        isPartly: off && !isAll,
        onTurn,
      }}
    >
      <span title={instances.slice(0, SHOWN_IDS).join("\n") || undefined}>
        {off ? `off for ${scopeText(each)}` : "on again"}
      </span>
      {" in "}
      <AppName app={app} />
    </Standing>
  );
}

/** What is off first, newest first. */
function sorted(switches: readonly Switch[]): readonly Switch[] {
  return [...switches].sort((a, b) => Number(b.off) - Number(a.off) || b.at - a.at);
}
