// All that one host sampled, alone or beside another one.

import type { HistoryAsked } from "../../../core/api.ts";
import { RANGES, type Sample } from "../../../core/sample.ts";
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { Panel } from "../../part/panel.tsx";
import { useMemo, useState, type VNode } from "../../preact.ts";
import { number, oneLine, span } from "../../text/format.ts";
import { FieldCard } from "./field-card.tsx";
import { fieldsOf } from "./fields.ts";

/** A host and what it sampled, oldest first. */
export interface HostSamples {
  readonly host: string;
  readonly samples: readonly Sample[];
}

/** Which host, and how it is looked at. */
export interface HostPanelProps extends Required<HistoryAsked> {
  /** The host beside it. */
  readonly other?: string | undefined;
}

/** Charts drawn at first: a host that pushes may have hundreds of fields. */
const FEW = 8;

/** One panel, with a chart a field. */
export function HostPanel({ host, other, range, agg }: HostPanelProps): VNode {
  const { go } = usePage();
  const asked = useRead("history", { host, range, agg });
  const beside = useRead("history", other === undefined ? null : { host: other, range, agg });
  const [shown, setShown] = useState(FEW);
  const hosts = useMemo(
    () => [
      { host, samples: asked.data?.samples ?? [] },
      ...(other === undefined ? [] : [{ host: other, samples: beside.data?.samples ?? [] }]),
    ],
    [host, other, asked.data, beside.data],
  );
  const fields = useMemo(() => fieldsOf(hosts.flatMap(({ samples }) => samples)), [hosts]);
  const { label, resolution } = RANGES[range];
  return (
    <Panel
      title={<bdi>{oneLine(host)}</bdi>}
      note={`a point for each ${span(1000 * resolution)}`}
      asked={asked}
      sheet={() => ({
        name: `samples-${host}-${range}`,
        columns: [
          ["host", "text"],
          ["ts", "plain"],
          ["field", "text"],
          ["value", "plain"],
        ],
        rows: rowsOf(hosts),
      })}
    >
      {other !== undefined && (
        <p class="chips">
          <button type="button" class="chip" onClick={() => go({ with: null })}>
            <span class="sr">Do not compare any more with</span>
            <bdi>{oneLine(other, 60)}</bdi>
            <span aria-hidden="true">×</span>
          </button>
          {beside.problem !== undefined && (
            <span class="wrong">The server does not answer this: {beside.problem}.</span>
          )}
        </p>
      )}
      {fields.length === 0 && (
        <p class="none">
          It has sampled nothing in the last {label}. Choose a longer range, or another host.
        </p>
      )}
      <div class="fields">
        {fields.slice(0, shown).map((field) => (
          <FieldCard key={field} field={field} hosts={hosts} resolution={resolution} />
        ))}
      </div>
      {shown < fields.length && (
        <button type="button" class="more" onClick={() => setShown(shown * 5)}>
          Show more of {number(fields.length)}
        </button>
      )}
    </Panel>
  );
}

function rowsOf(hosts: readonly HostSamples[]): readonly object[] {
  return hosts.flatMap(({ host, samples }) =>
    samples.flatMap(({ ts, ...fields }) =>
      Object.entries(fields).map(([field, value]) => ({ host, ts, field, value })),
    ),
  );
}
