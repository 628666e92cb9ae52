// The view of pushed metrics: jobs and groups, what each has pushed, and one metric of it over time.
import type { Pushed } from "../../../core/pushed.ts";
import { HISTORY_RANGES } from "../../app/history-range.ts";
import { usePage } from "../../app/page.ts";
import { useWing } from "../../app/use-wing.ts";
import { FamilyExplorer } from "../../family/family-explorer.tsx";
import { isCut } from "../../family/is-cut.ts";
import { isTagged } from "../../family/is-tagged.ts";
import { sourceName } from "../../family/series-name.ts";
import { FirstTry } from "../../part/first-try.tsx";
import { ItemList } from "../../part/item-list.tsx";
import { NotTaken } from "../../part/not-taken.tsx";
import { Panel } from "../../part/panel.tsx";
import { Toolbar } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { ago, plural, when } from "../../text/format.ts";

/** All of it. */
export function PushedView(): VNode {
  const { address, go, link } = usePage();
  const { words } = address;
  const asked = useWing("pushed");
  if (asked.data === null) {
    return (
      <NotTaken
        what="pushed metrics"
        code="createHandler({ store, history, pushes: createPushes(sql) })"
      />
    );
  }
  const { now = 0, more = false } = asked.data ?? {};
  const sources = asked.data?.pushed.filter((each) => !isTagged(each)) ?? [];
  const source = sources.find(({ host }) => host === words.get("source")) ?? sources[0];
  const search = words.get("jobs") ?? "";
  // Where nothing that is here is cut, whole sources are missing.
  const isPart = more && (sources.some(hasCut) || !asked.data?.pushed.some(hasCut));
  const note = asked.data && countOf(sources) + (isPart ? ", not all of it shown" : "");
  return (
    <>
      <Toolbar ranges={HISTORY_RANGES} />
      <FamilyExplorer
        view="pushed"
        asked={asked}
        source={source}
        note={source && aboutOf(source)}
        none="Its last push was empty."
      >
        <Panel title="Jobs and groups" note={note} asked={asked} path="pushed">
          <ItemList
            label="Jobs and groups"
            items={sources.map((each) => ({
              id: each.host,
              name: sourceName(each),
              ...(each.summed && { kind: "sum" }),
              note: ago(each.at, now),
            }))}
            chosen={source?.host}
            search={search}
            searchLabel="Search jobs and groups"
            linkOf={({ id }) => link("pushed", { source: id, jobs: search || null })}
            onSearch={(text) => go({ jobs: text || null }, true)}
            none={
              <FirstTry
                verb="pushed"
                command="echo 'hits_total 3' | curl -H 'content-type: text/plain' --data-binary @-"
                path="metrics/job/shop?epoch=a&seq=1"
              />
            }
          />
        </Panel>
      </FamilyExplorer>
    </>
  );
}

const hasCut = ({ families }: Pushed): boolean => families.some(isCut);

function countOf(sources: readonly Pushed[]): string {
  const sums = sources.filter(({ summed }) => summed).length;
  return `${plural(sums, "sum")}, ${plural(sources.length - sums, "group")}`;
}

/** How it came to be. Who counts where it is kept has no epochs. */
function aboutOf({ summed }: Pushed): string {
  if (!summed) return "each push replaces the one before";
  const from = summed.epochs > 0 ? `summed from ${plural(summed.epochs, "epoch")}` : "added up";
  return `${from} since ${when(summed.since)}`;
}
