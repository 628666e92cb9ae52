// What instances hold under a key: how often each value, field by field, and the newest items of lists.

import type { Column } from "../../../core/csv.ts";
import { DASHBOARD_VALUES } from "../../../core/dashboard-limits.ts";
import type { HeldValue } from "../../../core/tally.ts";
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import { Ranked } from "../../part/ranked.tsx";
import { ofApp } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { hintOf, measure, number, oneLine, readable } from "../../text/format.ts";
import { spread } from "./spread.ts";

/** Of a value in a file. */
const COLUMNS: readonly Column[] = [
  ["field", "text"],
  ["value", "json"],
  ["instances", "plain"],
  ["last_at", "plain"],
];

/** The values that are held now, most widely held first. */
export function KeyValues({
  name,
  kind,
}: {
  readonly name: string;
  readonly kind: "value" | "list";
}): VNode {
  const { words } = usePage().address;
  const question = { ...ofApp(words), key: name, limit: DASHBOARD_VALUES };
  const asked = useRead("values", question);
  const { values = [], fields = [], items = { total: 0, kept: 0 } } = asked.data ?? {};
  const held = [{ field: undefined, values }, ...fields].filter((each) => each.values.length > 0);
  return (
    <Panel
      title={kind === "list" ? "Newest items" : "Values"}
      note={kind === "list" ? `${number(items.kept)} kept of ${number(items.total)}` : "held now"}
      asked={asked}
      sheet={() => ({
        name: `values-${name}`,
        columns: COLUMNS,
        rows: held.flatMap(({ field, values }) => values.map((each) => ({ field, ...each }))),
      })}
    >
      {held.length === 0 && <p class="none">Nobody holds a value.</p>}
      {held.map(({ field, values }) => (
        <section key={field} class="held">
          {field !== undefined && (
            <h3>
              <bdi class="mono" title={hintOf(field)}>
                {oneLine(field)}
              </bdi>
            </h3>
          )}
          <Distribution
            label={field === undefined ? "Values" : `Values of ${oneLine(field)}`}
            values={values}
          />
        </section>
      ))}
    </Panel>
  );
}

/** Each value with the share of instances that hold it; of numbers besides where they lie. */
function Distribution(props: {
  readonly label: string;
  readonly values: readonly HeldValue[];
}): VNode {
  const { label, values } = props;
  const whole = values.reduce((sum, { instances }) => sum + instances, 0);
  const of = spread(values);
  return (
    <>
      {of && (
        <Facts
          label="Where they lie"
          facts={Object.entries(of).map(([name, value]) => ({ name, value: measure(value) }))}
        />
      )}
      <Ranked
        label={label}
        heads={["Value", "Instances"]}
        parts={values.map(({ value, instances }) => ({
          id: JSON.stringify(value),
          name: readable(value),
          total: instances,
        }))}
        whole={whole}
      />
    </>
  );
}
