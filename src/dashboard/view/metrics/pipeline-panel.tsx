// What came to the pipeline of tagged metrics, and what it sent on.
import type { StatsReply } from "../../../core/stats.ts";
import type { Asked } from "../../app/use-ask.ts";
import { Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import type { Sheet } from "../../part/save.ts";
import { Table, type TableColumn } from "../../part/table.tsx";
import type { VNode } from "../../preact.ts";
import { hintOf, number, oneLine } from "../../text/format.ts";
import { type PipelineEnd, pipelineOf } from "./pipeline-of.ts";

/** The panel; its sheet has all that the pipeline says of itself. */
export function PipelinePanel({ asked }: { readonly asked: Asked<StatsReply | null> }): VNode {
  const stats = asked.data?.stats ?? [];
  const { metrics, events, badLines, ends } = pipelineOf(stats);
  return (
    <Panel
      title="Pipeline"
      note="since the server was started"
      asked={asked}
      sheet={(): Sheet => ({
        name: "pipeline",
        columns: [
          ["name", "text"],
          ["kind", "text"],
          ["tags", "json"],
          ["value", "plain"],
        ],
        rows: stats,
      })}
    >
      <Facts
        label="What came in"
        facts={[
          { name: "Metrics", value: number(metrics) },
          { name: "Events", value: number(events) },
          { name: "Bad lines", value: number(badLines), isWrong: badLines > 0 },
        ]}
      />
      {ends.length > 0 && (
        <Table label="Where it went" columns={COLUMNS} rows={ends} idOf={({ name }) => name} />
      )}
    </Panel>
  );
}

const COUNTS = [
  ["Sent", "sent"],
  ["Tried again", "retried"],
  ["Dropped", "dropped"],
  ["Series sent", "series.sent"],
  ["Series dropped", "series.dropped"],
] as const;

const COLUMNS: readonly TableColumn<PipelineEnd>[] = [
  {
    name: "Backend",
    cell: ({ name }) => <bdi>{oneLine(name, 80)}</bdi>,
    hint: ({ name }) => hintOf(name),
  },
  ...COUNTS.map(([name, what]) => ({
    name,
    cell({ of }: PipelineEnd) {
      const count = of.get(what) ?? 0;
      const isWrong = count > 0 && what.endsWith("dropped");
      return <span class={isWrong ? "wrong" : undefined}>{number(count)}</span>;
    },
  })),
];
