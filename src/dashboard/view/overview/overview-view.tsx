// What an operator looks at first: who sends, how much, what became of it, and what is wrong.
import type { InstancesReply } from "../../../core/api.ts";
import { HISTORY_RANGES, historyRange } from "../../app/history-range.ts";
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { type Fact, Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import { Toolbar } from "../../part/toolbar.tsx";
import type { ComponentChildren, VNode } from "../../preact.ts";
import { brief, bytes, number, share } from "../../text/format.ts";
import { AccountsPanel } from "./accounts-panel.tsx";
import { sumsOf } from "./load.ts";
import { LoadPanel } from "./load-panel.tsx";
import { noticesOf } from "./notices.ts";
import { Start } from "./start.tsx";
import { TopKeys } from "./top-keys.tsx";

/** All of it. */
export function OverviewView(): VNode {
  const { address, link } = usePage();
  const { id: range, name } = historyRange(address.words);
  const load = useRead("load", { range });
  const seen = useRead("instances", { limit: 1 });
  const accounts = useRead("accounting", { limit: 1 });
  const controls = useRead("controls");
  const apps = useRead("apps");

  if (seen.data?.total === 0 && apps.data?.apps.every(({ keys }) => keys === 0)) return <Start />;
  const { active, total, overdue }: Partial<InstancesReply> = seen.data ?? {};
  const sums = load.data && sumsOf(load.data);
  const switchesOff = controls.data?.switches.filter(({ off }) => off).length ?? 0;
  const notices = noticesOf({
    controls: controls.data,
    accounts: accounts.data,
    silent: [seen.data?.silent, accounts.data?.silent, apps.data?.silent],
  });
  return (
    <>
      <Toolbar ranges={HISTORY_RANGES} />
      {notices.map(({ claim, text, view }) => (
        <div class="notice" role="status" key={claim}>
          <p>
            <b>{claim}</b> {text}
          </p>
          {view && (
            <a class="quiet" href={link(view)}>
              Look at {view}
            </a>
          )}
        </div>
      ))}
      <Panel title="At a glance" note={`in the last ${name}`} path={seen.path}>
        <Facts
          isLarge
          label="At a glance"
          facts={[
            fact("Active instances", active, total !== undefined && `of ${number(total)} known`),
            fact(
              "Overdue",
              overdue,
              overdue ? (
                <a class="link" href={link("instances", { show: "overdue" })}>
                  fell silent within a day
                </a>
              ) : (
                overdue === 0 && "none fell silent within a day"
              ),
            ),
            fact(
              "Updates a minute",
              sums && Math.round(sums.updatesNow),
              sums && `${number(Math.round(10 * sums.updates) / 10)} on average`,
            ),
            fact("Bytes", sums?.bytes, sums && `${bytes(sums.bytesAMinute)} a minute`, bytes),
            fact("Errors", sums?.errors, "of updates were turned away", share),
            fact(
              "Keys",
              apps.data?.apps.reduce((sum, { keys }) => sum + keys, 0),
              `known, ${switchesOff === 1 ? "1 switch" : `${number(switchesOff)} switches`} off`,
            ),
          ]}
        />
      </Panel>
      <LoadPanel asked={load} range={range} />
      <div class="pair">
        <AccountsPanel asked={accounts} />
        <TopKeys range={range} />
      </div>
    </>
  );
}

function fact(
  name: string,
  value: number | undefined,
  note: ComponentChildren,
  write: (value: number) => string = brief,
): Fact {
  return { name, value: value === undefined ? "–" : write(value), note };
}
