// All that one host sampled, alone or beside another one.

import { pathOf } from "../../../client/path-of.ts";
import type { HistoryAsked } from "../../../core/api.ts";
import { RANGES, type Sample } from "../../../core/sample.ts";
import { usePage } from "../../app/page.ts";
import { useAsk } from "../../app/use-ask.ts";
import { Chip } from "../../part/chip.tsx";
import { Panel } from "../../part/panel.tsx";
import { useMore } from "../../part/use-more.tsx";
import { useMemo, type VNode } from "../../preact.ts";
import { oneLine, span } from "../../text/format.ts";
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
  const names = other === undefined ? [host] : [host, other];
  const asked = useAsk(["history", names, range, agg], (server, call) =>
    Promise.all(
      names.map(async (name) => {
        const { samples } = await server.history({ host: name, range, agg }, call);
        return { host: name, samples };
      }),
    ),
  );
  const hosts = asked.data ?? [];
  const fields = useMemo(() => fieldsOf(hosts.flatMap(({ samples }) => samples)), [asked.data]);
  const [shown, more] = useMore(FEW, fields.length);
  const { label, resolution, seconds } = RANGES[range];
  return (
    <Panel
      title={<bdi>{oneLine(host)}</bdi>}
      note={`a point for each ${span(1000 * resolution)}`}
      asked={asked}
      path={pathOf("history", { host, range, agg })}
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
      tools={
        other !== undefined && (
          <Chip
            label={`Compare no more with ${oneLine(other, 60)}`}
            text={other}
            onRemove={() => go({ with: null })}
          />
        )
      }
    >
      {fields.length === 0 && <p class="none">It has sampled nothing in the last {label}.</p>}
      <div class="fields">
        {fields.slice(0, shown).map((field) => (
          <FieldCard
            key={field}
            field={field}
            hosts={hosts}
            resolution={resolution}
            seconds={seconds}
          />
        ))}
      </div>
      {more}
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
