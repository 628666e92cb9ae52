// What holds: how often each app is asked to send and whether at all, and every switch; with the way back.
import type { Switch as KeySwitch, Wish } from "../../../core/controls.ts";
import type { Words } from "../../app/address.ts";
import { mayChange, usePage } from "../../app/page.ts";
import type { ControlsInHand } from "../../control/use-controls.ts";
import { Panel } from "../../part/panel.tsx";
import { Switch, type SwitchProps } from "../../part/switch.tsx";
import { Table } from "../../part/table.tsx";
import type { VNode } from "../../preact.ts";
import { fully, hintOf, oneLine, when, wholeSpan } from "../../text/format.ts";
import { scopeText } from "./change-words.tsx";
import { everyOf } from "./draft.ts";

/** One thing that holds: of a key, or else of sending. */
interface Row extends Omit<SwitchProps, "label"> {
  readonly app: string | undefined;
  readonly key?: string;
  readonly state: string;
  readonly at?: number;
  /** What the form shows of it. */
  readonly words: Words;
}

/** The panel. */
export function HoldingPanel({ controls }: { readonly controls: ControlsInHand }): VNode {
  const page = usePage();
  const { asked, change, turn } = controls;
  const { wishes = [], switches = [], interval_ms = 0, stop = false } = asked.data ?? {};

  const ofSending = ({ app, ...wish }: Wish): Row => {
    const ms = wish.interval_ms ?? interval_ms;
    return {
      app,
      state: wish.stop ? "stopped" : `an update every ${wholeSpan(ms)}`,
      words: { do: "interval", every: everyOf(ms) },
      isOn: !wish.stop,
      onTurn: (isOn) =>
        isOn
          ? change(
              { ...(app !== undefined && { app }), stop: false },
              "The stop is lifted. Who heard it stays silent.",
            )
          : page.go({ do: "stop", app: app ?? null }),
    };
  };
  const ofKey = ({ app, key, off, percent, instances, at }: KeySwitch): Row => ({
    app,
    key,
    state: off ? `off for ${scopeText({ percent, instances })}` : "on again",
    at,
    words: { key, ...(percent < 100 && { percent: String(percent), instance: instances }) },
    isOn: !off,
    isPartly: off && percent < 100,
    onTurn: (isOn) => turn(key, isOn, app),
  });
  const rows = [
    ofSending({ interval_ms, stop }),
    ...wishes.filter(({ app }) => app !== undefined).map(ofSending),
    ...switches.toSorted((a, b) => Number(b.off) - Number(a.off) || b.at - a.at).map(ofKey),
  ];
  return (
    <Panel
      title="What holds"
      asked={asked}
      sheet={() => ({
        name: "switches",
        columns: [
          ["key", "text"],
          ["app", "text"],
          ["off", "plain"],
          ["percent", "plain"],
          ["instances", "json"],
          ["at", "plain"],
        ],
        rows: switches,
      })}
    >
      <Table
        label="Sending by app, and switches, what is off first"
        rows={rows}
        idOf={({ app, key }) => JSON.stringify([app, key])}
        columns={[
          {
            name: "Of",
            isText: true,
            hint: ({ key = "" }) => hintOf(key),
            cell: ({ key, app }) =>
              key === undefined ? (
                "sending"
              ) : (
                <a class="link" href={page.link("keys", { key, app: app ?? null })}>
                  <bdi>{oneLine(key)}</bdi>
                </a>
              ),
          },
          {
            name: "In",
            isText: true,
            cell: ({ app }) => (app === undefined ? "every app" : <bdi>{oneLine(app, 60)}</bdi>),
          },
          {
            name: "State",
            isText: true,
            cell: ({ state, words, app }) => (
              <a class="link" href={page.link("controls", { ...words, app: app ?? null })}>
                {state}
              </a>
            ),
          },
          {
            name: "Since",
            hint: ({ at }) => (at === undefined ? undefined : fully(at)),
            cell: ({ at }) => at !== undefined && when(at),
          },
          {
            name: "On",
            cell: ({ app = "every app", key = "Sending", ...row }) => (
              <Switch
                label={`${oneLine(key, 60)} in ${oneLine(app, 60)}`}
                isFixed={!mayChange(page)}
                {...row}
              />
            ),
          },
        ]}
      />
      {switches.length === 0 && (
        <p class="none">Every key is collected. Switch one off with the form, or among the keys.</p>
      )}
    </Panel>
  );
}
