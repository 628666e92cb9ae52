// One family of metrics: over time, how its values are spread, and its series side by side.
import type { Pushed, PushedFamily, PushedSeries } from "../../core/pushed.ts";
import { historyRange } from "../app/history-range.ts";
import { usePage } from "../app/page.ts";
import { useRead } from "../app/use-read.ts";
import type { Line } from "../chart/time-chart.tsx";
import { Panel } from "../part/panel.tsx";
import { Ranked } from "../part/ranked.tsx";
import type { VNode } from "../preact.ts";
import { number } from "../text/format.ts";
import { FamilyChart } from "./family-chart.tsx";
import { seriesSheet } from "./family-facts.ts";
import { familyLines, type Measure } from "./family-lines.ts";
import { isCut } from "./is-cut.ts";
import { LabelFilters } from "./label-filters.tsx";
import { isSampled, seriesName } from "./series-name.ts";
import { SeriesTable } from "./series-table.tsx";
import { shownSeries, tellingLabels } from "./shown-series.ts";
import { spreadOf } from "./spread.ts";

/** Which family, of what, as it was at `now`. */
export interface FamilyDetailProps {
  readonly source: Pushed;
  readonly family: PushedFamily;
  /** Unix milliseconds. */
  readonly now: number;
}

/** All there is to see of it: the series that was chosen, or those that the address has not left out. */
export function FamilyDetail({ source, family, now }: FamilyDetailProps): VNode {
  const { words } = usePage().address;
  const { id, seconds, step } = historyRange(words);
  const asking = { host: source.host, range: id, agg: "last" } as const;
  const asked = useRead("history", asking);
  const fitting = shownSeries(family, words);
  const chosen = words.get("series") ?? undefined;
  const picked = fitting.filter(({ labels }) => seriesName("", labels) === chosen);
  const shown = picked.length > 0 ? picked : fitting;
  const measure: Measure = words.get("measure") === "mean" ? "mean" : "count";
  const samples = asked.data && isSampled(source.families, family) ? asked.data.samples : [];
  const since = source.summed?.since;
  const linesOf = (series: readonly PushedSeries[], what: Measure): Line[] =>
    familyLines(family, series, samples, { measure: what, since, seconds, step, now });
  const labels = tellingLabels(family);
  const spread = spreadOf(shown);
  const { name, total, series } = family;
  const some = isCut(family) ? `the first ${number(series.length)} of ` : "";
  return (
    <>
      <FamilyChart
        family={family}
        shown={shown}
        lines={linesOf(shown, measure)}
        measure={measure}
        asked={asked}
      />
      {spread.length > 0 && (
        <Panel title="How values are spread" note={`${number(shown.length)} series`}>
          <Ranked
            label="How values are spread"
            heads={["Value", "Observations"]}
            parts={spread}
            whole={spread.reduce((all, slice) => all + slice.total, 0)}
            few={spread.length}
          />
        </Panel>
      )}
      {labels.size > 0 && (
        <Panel
          title="Series"
          note={`${some}${number(total)}`}
          path="pushed"
          sheet={() => seriesSheet(name, fitting)}
        >
          <LabelFilters labels={labels} />
          <SeriesTable
            family={family}
            series={fitting}
            labels={[...labels.keys()]}
            lines={linesOf(fitting, "count")}
            chosen={picked.length > 0 ? chosen : undefined}
          />
        </Panel>
      )}
    </>
  );
}
