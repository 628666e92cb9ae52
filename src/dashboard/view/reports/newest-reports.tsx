// The newest reports of an application, with what each told.
import type { KeptReport } from "../../../core/reports.ts";
import { useRead } from "../../app/use-read.ts";
import { Panel } from "../../part/panel.tsx";
import type { Sheet } from "../../part/save.ts";
import { Table, type TableColumn } from "../../part/table.tsx";
import type { VNode } from "../../preact.ts";
import { fully, hintOf, oneLine, when } from "../../text/format.ts";

/** The panel. */
export function NewestReports({ application }: { readonly application: string }): VNode {
  const asking = { application };
  const asked = useRead("reports", asking);
  const reports = asked.data?.reports ?? [];
  return (
    <Panel
      title="Newest reports"
      asked={asked}
      sheet={(): Sheet => ({
        name: `${application} reports`,
        columns: [
          ["at", "plain"],
          ["install_id", "text"],
          ["version", "text"],
          ["metadata", "json"],
        ],
        rows: reports,
      })}
    >
      <Table
        label="Newest reports"
        columns={COLUMNS}
        rows={reports}
        idOf={(report) => `${report.at} ${reports.indexOf(report)}`}
        none="Nothing was reported yet."
      />
    </Panel>
  );
}

const COLUMNS: readonly TableColumn<KeptReport>[] = [
  {
    name: "Install",
    cell: ({ install_id }) => <bdi class="mono">{oneLine(install_id, 40)}</bdi>,
    hint: ({ install_id }) => hintOf(install_id),
  },
  { name: "Version", isText: true, cell: ({ version }) => <bdi>{oneLine(version, 40)}</bdi> },
  { name: "When", isText: true, cell: ({ at }) => when(at), hint: ({ at }) => fully(at) },
  { name: "Metadata", isText: true, cell: ({ metadata }) => <Told metadata={metadata} /> },
];

function Told({ metadata }: { readonly metadata: KeptReport["metadata"] }): VNode {
  if (metadata === undefined) return <span class="soft">too long to be kept</span>;
  const text = JSON.stringify(metadata);
  if (text.length <= 60) return <bdi class="mono">{oneLine(text)}</bdi>;
  return (
    <details class="told">
      <summary>
        <bdi class="mono">{oneLine(text, 60)}</bdi>
      </summary>
      <pre>{JSON.stringify(metadata, null, 2)}</pre>
    </details>
  );
}
