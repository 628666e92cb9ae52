// One key: how much of it came when, beside others, and what it consists of.
import { pathOf } from "../../../client/path-of.ts";
import type { KeysReply } from "../../../core/api.ts";
import { mayChange, usePage } from "../../app/page.ts";
import type { Switches } from "../../control/use-switches.ts";
import { Panel } from "../../part/panel.tsx";
import { Switch } from "../../part/switch.tsx";
import { appOf } from "../../part/toolbar.tsx";
import { useRef, type VNode } from "../../preact.ts";
import { oneLine } from "../../text/format.ts";
import { Compare } from "./compare.tsx";
import { KeyChart } from "./key-chart.tsx";
import { KeyMembers } from "./key-members.tsx";
import { KeyValues } from "./key-values.tsx";
import { endsOf } from "./key-window.ts";
import { SERIES_COLUMNS, seriesRows } from "./lines.ts";
import { memberIn, useSeries } from "./use-series.ts";

/** What is looked at. */
export interface KeyDetailProps {
  readonly name: string;
  /** All keys of the range; it need not be among them. */
  readonly list: KeysReply | undefined;
  readonly switches: Switches;
}

/** Everything about one key. */
export function KeyDetail({ name, list, switches }: KeyDetailProps): VNode {
  const page = usePage();
  const { words } = page.address;
  const { asked, question } = useSeries(name);
  const isByKeyboard = useRef(false);
  const { keys = [], now = 0 } = list ?? {};
  const known = keys.find(({ key }) => key === name);
  // The list knows of all members, over the whole range.
  const isWhole = endsOf(words) === undefined && memberIn(words) === undefined;
  const { state, by } = switches.stateOf(name);
  const label = oneLine(name, 80);
  return (
    <div class="detail">
      <Panel
        title={<bdi>{oneLine(name)}</bdi>}
        note={known?.kind}
        asked={asked}
        path={pathOf("series", question)}
        sheet={() => ({
          name: `series-${name}`,
          columns: SERIES_COLUMNS,
          rows: seriesRows(asked.data?.lines ?? []),
        })}
        tools={
          <span class="state">
            <a class="link" href={page.link("controls", { key: name, app: appOf(words) })}>
              {state === "on" ? "On" : state === "off" ? "Off" : "Off for some"}
            </a>
            {by !== undefined && by !== name && (
              <span class="soft">
                by <bdi>{oneLine(by, 40)}</bdi>
              </span>
            )}
            <Switch
              label={`Count ${label}`}
              isOn={state === "on"}
              isPartly={state === "partly"}
              isFixed={!mayChange(page)}
              onTurn={(on) => switches.turn(name, on)}
            />
          </span>
        }
        above={<Compare name={name} keys={keys} />}
      >
        {asked.data && (
          <KeyChart
            known={isWhole ? known : undefined}
            now={now}
            drawn={asked.data}
            isByKeyboard={isByKeyboard}
          />
        )}
      </Panel>
      {known?.kind === "set" && <KeyMembers name={name} />}
      {(known?.kind === "value" || known?.kind === "list") && (
        <KeyValues name={name} kind={known.kind} />
      )}
    </div>
  );
}
