// The view of tagged metrics: what was aggregated, by name and tags, and how that goes.
import { usePage } from "../../app/page.ts";
import { useWing } from "../../app/use-wing.ts";
import { FamilyDetail } from "../../family/family-detail.tsx";
import { FamilyList, familyOf } from "../../family/family-list.tsx";
import { HISTORY_RANGES } from "../../family/history-range.ts";
import { isTagged } from "../../family/is-tagged.ts";
import { NotTaken } from "../../part/not-taken.tsx";
import { Panel } from "../../part/panel.tsx";
import { Toolbar } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { number, when } from "../../text/format.ts";
import { PipelinePanel } from "./pipeline-panel.tsx";

/** All of it. */
export function MetricsView(): VNode {
  const { words } = usePage().address;
  const stats = useWing("stats");
  const pushed = useWing("pushed");
  const source = pushed.data?.pushed.find(isTagged);
  if (stats.data === null && !source) {
    return (
      <NotTaken what="tagged metrics">
        <p>
          <code>tallybeacon serve</code> does, with <code>--statsd 127.0.0.1:8125</code> by UDP too.
          A server of your own does with{" "}
          <code>{"createHandler({ store, history, pushes, metrics: pipeline })"}</code>, where{" "}
          <code>
            {"pipeline = createPipeline({ backends: { dashboard: pushedBackend(pushes) } })"}
          </code>
          .
        </p>
      </NotTaken>
    );
  }
  const family = source && familyOf(source, words);
  return (
    <>
      <Toolbar ranges={HISTORY_RANGES} />
      {stats.data !== null && <PipelinePanel asked={stats} />}
      <div class="explorer">
        <Panel
          title="Metrics"
          note={
            source?.summed && `${number(source.families.length)} since ${when(source.summed.since)}`
          }
          asked={pushed}
        >
          {source ? (
            <FamilyList view="metrics" source={source} chosen={family} none={<Nothing />} />
          ) : (
            <div class="none">
              <Nothing />
            </div>
          )}
        </Panel>
        <div class="detail">
          {source && family && pushed.data && (
            <FamilyDetail
              key={JSON.stringify([family.name, family.type])}
              source={source}
              family={family}
              now={pushed.data.now}
            />
          )}
        </div>
      </div>
    </>
  );
}

function Nothing(): VNode {
  const { base } = usePage();
  const url = new URL("v1/statsd", base).href;
  return (
    <>
      <p>Nothing was aggregated yet. From a terminal:</p>
      <pre class="try">{`curl --data-binary 'cart.add:1|c|#plan:pro' '${url}'`}</pre>
    </>
  );
}
