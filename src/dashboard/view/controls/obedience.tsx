// How far a change has got: which state of the controls instances obeyed when they were heard last.
import type { InstancesReply } from "../../../core/api.ts";
import type { Instance } from "../../../core/tally.ts";
import type { Asked } from "../../app/use-ask.ts";
import { Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import type { VNode } from "../../preact.ts";
import { number, plural, share, span } from "../../text/format.ts";

/** What it shows. */
export interface ObedienceProps {
  readonly asked: Asked<InstancesReply>;
  /** The request behind it. */
  readonly path: string;
  /** Of the controls that hold. */
  readonly version: number | undefined;
}

/** Instances by the state that they obeyed. */
export interface Obeying {
  readonly current: number;
  readonly older: number;
  /** They told of none: they were never answered, or are no clients of ours. */
  readonly none: number;
  /** They are late, and not counted. */
  readonly overdue: number;
  /** When the last of those that obey an older state is due, Unix ms. */
  readonly dueAt: number | undefined;
}

/** The panel. */
export function Obedience({ asked, path, version }: ObedienceProps): VNode {
  const { data } = asked;
  return (
    <Panel
      title="Obedience"
      note={data && noteOf(data)}
      asked={{ ...asked, data: version === undefined ? undefined : data }}
      path={path}
    >
      {data && version !== undefined && (
        <Told found={obeying(data.instances, version)} version={version} now={data.now} />
      )}
    </Panel>
  );
}

/** Counts instances by the version that they obeyed. */
export function obeying(instances: readonly Instance[], version: number): Obeying {
  const heard = instances.filter(({ overdue }) => !overdue);
  const older = heard.filter(({ controls }) => controls !== null && controls < version);
  return {
    current: heard.filter(({ controls }) => controls !== null && controls >= version).length,
    older: older.length,
    none: heard.filter(({ controls }) => controls === null).length,
    overdue: instances.length - heard.length,
    dueAt: older.length > 0 ? Math.max(...older.map((each) => each.expect_next)) : undefined,
  };
}

function Told(props: {
  readonly found: Obeying;
  readonly version: number;
  readonly now: number;
}): VNode {
  const { found, version, now } = props;
  const { current, older, none, overdue, dueAt } = found;
  const all = current + older + none;
  const part = (count: number): string => share(count / all);
  if (version === 0)
    return <p class="none">Nothing was changed yet, so there is nothing to obey.</p>;
  if (all === 0) {
    return <p class="none">No instance keeps to its schedule. Those that come again obey then.</p>;
  }
  const due = dueAt !== undefined && dueAt > now ? `last due in ${span(dueAt - now)}` : "due now";
  return (
    <>
      <div class="stack" aria-hidden="true">
        <span class="current" style={{ flexGrow: String(current) }} />
        <span class="older" style={{ flexGrow: String(older) }} />
        <span class="nothing" style={{ flexGrow: String(none) }} />
      </div>
      <Facts
        label="Instances by the state that they obey"
        facts={[
          { name: "Current", value: number(current), note: part(current) },
          { name: "Older", value: number(older), ...(older > 0 && { note: due }) },
          { name: "None told", value: number(none), ...(none > 0 && { note: part(none) }) },
        ]}
      />
      <p class="soft under">
        An instance hears of a change in the answer to one update, and tells with the next that it
        obeys.{overdue > 0 && ` ${plural(overdue, "overdue instance")} left out.`}
      </p>
    </>
  );
}

function noteOf({ instances, total }: InstancesReply): string {
  return instances.length < total
    ? `of the ${plural(instances.length, "instance")} heard last`
    : `of ${plural(total, "instance")}`;
}
