// The log of changes: who did what, when and why, and taking it back.
import type { ChangesReply } from "../../../core/api.ts";
import type { LoggedChange } from "../../../core/controls.ts";
import { mayChange, usePage } from "../../app/page.ts";
import type { Asked } from "../../app/use-ask.ts";
import type { ControlsInHand } from "../../control/use-controls.ts";
import { Panel } from "../../part/panel.tsx";
import { useEffect, useState, type VNode } from "../../preact.ts";
import { oneLine, when } from "../../text/format.ts";
import type { ChangeLog } from "./change-log.ts";
import { ChangeWords, changeText } from "./change-words.tsx";
import { Ago } from "./standing.tsx";

/** What it shows. */
export interface LogPanelProps {
  readonly controls: ControlsInHand;
  readonly asked: Asked<ChangesReply>;
  readonly log: ChangeLog;
  /** The request behind it. */
  readonly path: string;
  /** Asks for more; absent where there are none. */
  readonly onMore?: (() => void) | undefined;
}

/** The panel. */
export function LogPanel({ controls, asked, log, path, onMore }: LogPanelProps): VNode {
  const changes = asked.data?.changes ?? [];
  // Versions whose change the server would not take back, with the reason.
  const [refused, setRefused] = useState<ReadonlyMap<number, string>>(new Map());
  // What stood in the way may be out of it.
  useEffect(() => setRefused(new Map()), [changes[0]?.version]);
  const undo = async ({ version }: LoggedChange): Promise<void> => {
    const reason = await controls.undo(version);
    if (reason !== undefined) setRefused((before) => new Map(before).set(version, reason));
  };
  return (
    <Panel
      title="Changes"
      note="newest first"
      asked={asked}
      path={path}
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
      {changes.length === 0 ? (
        <p class="none">Nothing was changed yet. What is will stand here, and can be taken back.</p>
      ) : (
        <ol class="log" aria-label="Changes, newest first">
          {changes.map((change) => (
            <Line
              key={change.version}
              change={change}
              log={log}
              refusal={refused.get(change.version)}
              onUndo={() => void undo(change)}
            />
          ))}
        </ol>
      )}
      {onMore && (
        <button type="button" class="more" onClick={onMore}>
          Show older ones
        </button>
      )}
    </Panel>
  );
}

function Line(props: {
  readonly change: LoggedChange;
  readonly log: ChangeLog;
  readonly refusal: string | undefined;
  onUndo(): void;
}): VNode {
  const { change, log, refusal, onUndo } = props;
  const page = usePage();
  const undone = log.undone(change);
  const by = log.undoneBy(change);
  return (
    <li class={by ? "undone" : undefined}>
      <div class="what">
        <p>
          <b>
            <bdi>{oneLine(change.author || "Somebody", 60)}</bdi>
          </b>{" "}
          {change.undoes === undefined ? (
            <ChangeWords change={change.change} />
          ) : (
            <>
              took back {undone ? <Undone change={undone} /> : `a change of ${when(change.undoes)}`}
            </>
          )}
        </p>
        <p class="soft">
          <Ago at={change.at} />
          {change.reason && (
            <>
              {" · "}
              <bdi>{oneLine(change.reason, 500)}</bdi>
            </>
          )}
          {by && (
            <>
              {" · taken back by "}
              <bdi>{oneLine(by.author || "somebody", 60)}</bdi>, <Ago at={by.at} />
            </>
          )}
        </p>
        {refusal !== undefined && !by && <p class="wrong">Cannot be taken back: {refusal}</p>}
      </div>
      {!by && mayChange(page) && (
        <button
          type="button"
          class="quiet"
          disabled={refusal !== undefined}
          aria-label={`Undo: ${change.undoes === undefined ? changeText(change.change) : "took back"}`}
          onClick={onUndo}
        >
          Undo
        </button>
      )}
    </li>
  );
}

function Undone({ change }: { readonly change: LoggedChange }): VNode {
  return (
    <>
      what <bdi>{oneLine(change.author || "somebody", 60)}</bdi> did:{" "}
      {change.undoes === undefined ? <ChangeWords change={change.change} /> : "took a change back"}
    </>
  );
}
