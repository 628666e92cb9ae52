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

const COLUMNS: readonly TableColumn<PipelineEnd>[] = [
  {
    name: "Backend",
    cell: ({ name }) => <bdi>{oneLine(name, 80)}</bdi>,
    hint: ({ name }) => hintOf(name),
  },
  { name: "Sent", cell: ({ sent }) => number(sent) },
  { name: "Tried again", cell: ({ retried }) => number(retried) },
  { name: "Dropped", cell: ({ dropped }) => <Lost count={dropped} /> },
  {
    name: "Series sent",
    cell: ({ seriesSent }) => (seriesSent === undefined ? "–" : number(seriesSent)),
  },
  { name: "Series dropped", cell: ({ seriesDropped }) => <Lost count={seriesDropped} /> },
];

function Lost({ count }: { readonly count: number | undefined }): VNode {
  if (count === undefined) return <>–</>;
  return <span class={count > 0 ? "wrong" : undefined}>{number(count)}</span>;
}
