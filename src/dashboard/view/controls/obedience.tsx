// How far a change has got: which state of the controls instances obeyed when they were heard last.
import type { InstancesReply } from "../../../core/api.ts";
import type { Asked } from "../../app/use-ask.ts";
import { Panel } from "../../part/panel.tsx";
import { Ranked } from "../../part/ranked.tsx";
import type { VNode } from "../../preact.ts";
import { plural, span } from "../../text/format.ts";

/** What it shows. */
export interface ObedienceProps {
  readonly asked: Asked<InstancesReply>;
  /** Of the controls that hold. */
  readonly version: number | undefined;
}

/** The panel. */
export function Obedience({ asked, version }: ObedienceProps): VNode {
  const data = version === undefined ? undefined : asked.data;
  const { instances = [], now = 0 } = data ?? {};
  const heard = instances.filter(({ overdue }) => !overdue);
  const told = heard.filter(({ controls }) => controls !== null);
  const older = told.filter(({ controls }) => (controls ?? 0) < (version ?? 0));
  const dueMs = Math.max(0, ...older.map(({ expect_next }) => expect_next - now));
  const late = instances.length - heard.length;
  const parts: readonly (readonly [name: string, total: number])[] = [
    ["current", told.length - older.length],
    ["older", older.length],
    // They were never answered, or are no clients of ours.
    ["none told", heard.length - told.length],
  ];
  return (
    <Panel
      title="Obedience"
      note={`of the ${plural(instances.length, "instance")} heard last`}
      asked={{ ...asked, data }}
    >
      <Ranked
        label="Instances by the state that they obey"
        heads={["Controls", "Instances"]}
        parts={parts.map(([name, total]) => ({ id: name, name, total }))}
        whole={heard.length}
      />
      <p class="soft under">
        An instance hears of a change in the answer to one update, and tells with the next that it
        obeys.
        {older.length > 0 && ` The last is due in ${span(dueMs)}.`}
        {late > 0 && ` ${plural(late, "overdue instance")} left out.`}
      </p>
    </Panel>
  );
}
