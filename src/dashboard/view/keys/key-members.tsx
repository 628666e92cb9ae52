// The members of a counting set: ranked, each with its share and how it went.
import type { Column } from "../../../core/csv.ts";
import { DASHBOARD_MEMBERS, DASHBOARD_TREND_POINTS } from "../../../core/dashboard-limits.ts";
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { Panel } from "../../part/panel.tsx";
import { Ranked } from "../../part/ranked.tsx";
import { ofApp } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { number, readable } from "../../text/format.ts";
import { listWindowOf } from "./key-window.ts";

/** Of a member in a file. */
const COLUMNS: readonly Column[] = [
  ["value", "json"],
  ["total", "plain"],
];

/** The members in the window; the chosen one is charted alone. */
export function KeyMembers({ name }: { readonly name: string }): VNode {
  const { address, go } = usePage();
  const { words } = address;
  const question = {
    ...ofApp(words),
    ...listWindowOf(words),
    key: name,
    limit: DASHBOARD_MEMBERS,
    points: DASHBOARD_TREND_POINTS,
  };
  const asked = useRead("members", question);
  const { members = [], other = 0 } = asked.data ?? {};
  const count = number(members.length);
  const whole = members.reduce((sum, { total }) => sum + total, other);
  const chosen = words.get("member") ?? undefined;
  return (
    <Panel
      title="Members"
      note={asked.data && (other > 0 ? `the ${count} most counted` : count)}
      asked={asked}
      sheet={() => ({ name: `members-${name}`, columns: COLUMNS, rows: members })}
    >
      {members.length === 0 ? (
        <p class="none">No member was counted in this time.</p>
      ) : (
        <Ranked
          label="Members, most counted first"
          heads={["Member", "Count"]}
          parts={members.map(({ value, total, points }) => ({
            id: JSON.stringify(value),
            name: readable(value),
            total,
            points,
          }))}
          whole={whole}
          other={other}
          chosen={chosen}
          onChoose={(id) => go({ member: id === chosen ? null : id })}
        />
      )}
    </Panel>
  );
}
