// The view of tagged metrics: what was aggregated, by name and tags, and how that goes.

import { HISTORY_RANGES } from "../../app/history-range.ts";
import { useWing } from "../../app/use-wing.ts";
import { FamilyExplorer } from "../../family/family-explorer.tsx";
import { isTagged } from "../../family/is-tagged.ts";
import { FirstTry } from "../../part/first-try.tsx";
import { NotTaken } from "../../part/not-taken.tsx";
import { Toolbar } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { number, when } from "../../text/format.ts";
import { PipelinePanel } from "./pipeline-panel.tsx";

const CODE = `createHandler({ store, history, pushes, metrics: createPipeline({
  backends: { dashboard: pushedBackend(pushes) },
}) })`;

/** All of it. */
export function MetricsView(): VNode {
  const stats = useWing("stats");
  const pushed = useWing("pushed");
  const source = pushed.data?.pushed.find(isTagged);
  if (stats.data === null && !source) {
    return (
      <NotTaken what="tagged metrics" code={CODE}>
        , with <code>--statsd 127.0.0.1:8125</code> by UDP too
      </NotTaken>
    );
  }
  return (
    <>
      <Toolbar ranges={HISTORY_RANGES} />
      <FamilyExplorer
        view="metrics"
        asked={pushed}
        source={source}
        note={
          source?.summed && `${number(source.families.length)} since ${when(source.summed.since)}`
        }
        none={
          <FirstTry
            verb="aggregated"
            command="curl --data-binary 'cart.add:1|c|#plan:pro'"
            path="v1/statsd"
          />
        }
      />
      {stats.data !== null && <PipelinePanel asked={stats} />}
    </>
  );
}
