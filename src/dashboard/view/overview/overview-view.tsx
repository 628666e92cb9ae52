// What an operator looks at first: who sends, how much, what became of it, and what is wrong.
import type { AccountingReply, AppsReply, InstancesReply, LoadReply } from "../../../core/api.ts";
import type { AllControls } from "../../../core/controls.ts";
import { RANGES } from "../../../core/sample.ts";
import { usePage } from "../../app/page.ts";
import { rangeOf } from "../../app/ranges.ts";
import { useRead } from "../../app/use-read.ts";
import { type Fact, Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import { Toolbar } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { brief, bytes, number, share } from "../../text/format.ts";
import { sumOf } from "../../text/reasons.ts";
import { AccountsPanel } from "./accounts-panel.tsx";
import { sumsOf } from "./load.ts";
import { LoadPanel } from "./load-panel.tsx";
import { noticesOf } from "./notices.ts";
import { Start } from "./start.tsx";
import { TopKeys } from "./top-keys.tsx";

const LOAD_RANGES = Object.keys(RANGES) as readonly LoadReply["range"][];

/** All of it. */
export function OverviewView(): VNode {
  const { address, link } = usePage();
  const { id, name } = rangeOf(address.words, LOAD_RANGES);
  const range = id as LoadReply["range"];
  const load = useRead("load", { range });
  const seen = useRead("instances", { limit: 1 });
  const accounts = useRead("accounting", { limit: 1 });
  const controls = useRead("controls");
  const apps = useRead("apps");

  if (seen.data?.total === 0 && apps.data?.apps.every(({ keys }) => keys === 0)) return <Start />;
  const notices = noticesOf({
    controls: controls.data,
    accounts: accounts.data,
    silent: [seen.data?.silent, accounts.data?.silent, apps.data?.silent],
  });
  return (
    <>
      <Toolbar ranges={LOAD_RANGES} />
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
      <Panel title="At a glance" note={`in the last ${name}`} class="glance" path={seen.path}>
        <Facts
          isLarge
          label="At a glance"
          facts={[
            ...seenFacts(seen.data, link("instances", { show: "overdue" })),
            ...loadFacts(load.data),
            ...keyFacts(apps.data, controls.data),
            ...accountFacts(accounts.data),
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

const NOT_YET = "–";

function seenFacts(data: InstancesReply | undefined, overdueLink: string): readonly Fact[] {
  const overdue = data?.overdue;
  return [
    {
      name: "Active instances",
      value: data ? brief(data.active) : NOT_YET,
      note: data && `of ${number(data.total)} known`,
    },
    {
      name: "Overdue",
      value: overdue === undefined ? NOT_YET : brief(overdue),
      note: overdue ? (
        <a class="link" href={overdueLink}>
          fell silent within a day
        </a>
      ) : (
        overdue === 0 && "none fell silent within a day"
      ),
    },
  ];
}

function loadFacts(data: LoadReply | undefined): readonly Fact[] {
  const load = data && sumsOf(data);
  return [
    {
      name: "Updates a minute",
      value: load ? brief(Math.round(load.updatesNow)) : NOT_YET,
      note: load && `${number(Math.round(10 * load.updates) / 10)} on average`,
    },
    {
      name: "Bytes",
      value: load ? bytes(load.bytes) : NOT_YET,
      note: load && `${bytes(load.bytesAMinute)} a minute`,
    },
    {
      name: "Errors",
      value: load ? share(load.errors) : NOT_YET,
      note: "of updates were turned away",
    },
  ];
}

function keyFacts(apps: AppsReply | undefined, controls: AllControls | undefined): readonly Fact[] {
  const keys = apps?.apps.reduce((sum, each) => sum + each.keys, 0);
  const off = controls?.switches.filter((each) => each.off).length ?? 0;
  const value = keys === undefined ? NOT_YET : brief(keys);
  return [{ name: "Keys", value, note: off > 0 ? `${number(off)} off` : "all on" }];
}

function accountFacts(data: AccountingReply | undefined): readonly Fact[] {
  const dropped = sumOf(data?.dropped ?? {});
  const { recorded = 0, unexplained = 0 } = data ?? {};
  return [
    {
      name: "Dropped",
      value: data ? brief(dropped) : NOT_YET,
      note: recorded > 0 && `${share(dropped / recorded)} of all calls`,
    },
    {
      name: "Unexplained",
      value: data ? brief(unexplained) : NOT_YET,
      note: unexplained === 0 ? "every call is accounted for" : "should be 0",
      isWrong: unexplained !== 0,
    },
  ];
}
