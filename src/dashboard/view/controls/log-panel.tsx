// The log of changes: who did what, when and why, and taking it back.
import type { ChangesReply } from "../../../core/api.ts";
import type { LoggedChange } from "../../../core/controls.ts";
import { mayChange, usePage } from "../../app/page.ts";
import type { Asked } from "../../app/use-ask.ts";
import { Panel } from "../../part/panel.tsx";
import { Table } from "../../part/table.tsx";
import type { VNode } from "../../preact.ts";
import { fully, oneLine, when } from "../../text/format.ts";
import { Author, ChangeWords } from "./change-words.tsx";
import { lastOver, undoneIn } from "./log.ts";

/** What it shows. */
export interface LogPanelProps {
  readonly asked: Asked<ChangesReply>;
  /** `advice` is for when it is refused. */
  onUndo(version: number, advice?: string): void;
}

/** The panel. */
export function LogPanel({ asked, onUndo }: LogPanelProps): VNode {
  const page = usePage();
  const changes = asked.data?.changes ?? [];
  const undone = undoneIn(changes);
  return (
    <Panel
      title="Changes"
      note="newest first"
      asked={asked}
      sheet={() => ({
        name: "changes",
        columns: [
          ["version", "plain"],
          ["at", "plain"],
          ["author", "text"],
          ["reason", "text"],
          ["change", "json"],
          ["undoes", "plain"],
        ],
        rows: changes,
      })}
    >
      <Table
        label="Changes, newest first"
        none="Nothing was changed yet. What is will stand here, and can be taken back."
        rows={changes}
        idOf={({ version }) => String(version)}
        columns={[
          { name: "When", isText: true, hint: ({ at }) => fully(at), cell: ({ at }) => when(at) },
          {
            name: "Who",
            isText: true,
            cell: (change) => <Author of={change} />,
          },
          {
            name: "What",
            isText: true,
            cell: (change) => <ChangeWords of={change} />,
          },
          {
            name: "Why",
            isText: true,
            cell: ({ reason }) => <bdi>{reason && oneLine(reason, 500)}</bdi>,
          },
          {
            name: "Undo",
            cell: ({ version, at }) =>
              undone.has(version)
                ? "taken back"
                : mayChange(page) && (
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`Undo the change of ${fully(at)}`}
                      onClick={() => onUndo(version, adviceOn(version, changes))}
                    >
                      Undo
                    </button>
                  ),
          },
        ]}
      />
    </Panel>
  );
}

/** What has to be taken back before a change can be, where the log knows of any. */
function adviceOn(version: number, changes: readonly LoggedChange[]): string | undefined {
  const last = lastOver(version, changes);
  return last && `Take the change of ${when(last.at)} back first.`;
}
