// Some series of a family over time, with what they come to.
import type { HistoryReply } from "../../core/api.ts";
import { MAX_SAMPLED, MAX_SAMPLED_SERIES } from "../../core/push-limits.ts";
import type { PushedFamily, PushedSeries } from "../../core/pushed.ts";
import { historyRange } from "../app/history-range.ts";
import { usePage } from "../app/page.ts";
import type { Asked } from "../app/use-ask.ts";
import { type Line, TimeChart } from "../chart/time-chart.tsx";
import { Choice } from "../part/choice.tsx";
import { Facts } from "../part/facts.tsx";
import { Panel } from "../part/panel.tsx";
import type { VNode } from "../preact.ts";
import { measure as measureText, number, oneLine } from "../text/format.ts";
import { familyFacts, linesSheet } from "./family-facts.ts";
import { isObserved, type Measure } from "./family-lines.ts";

/** What is drawn, and from what. */
export interface FamilyChartProps {
  readonly family: PushedFamily;
  readonly shown: readonly PushedSeries[];
  readonly lines: readonly Line[];
  readonly measure: Measure;
  readonly asked: Asked<HistoryReply>;
}

/** As many lines as there are colours. */
const MOST_LINES = 6;

/** The panel. */
export function FamilyChart(props: FamilyChartProps): VNode {
  const { family, shown, measure, asked } = props;
  const { address, go } = usePage();
  const { name, type, help } = family;
  const range = historyRange(address.words);
  const lines = props.lines.slice(0, MOST_LINES);
  const isMany = isObserved(family);
  const isCount = type === "counter" || (isMany && measure === "count");
  const title = oneLine(name, 200);
  return (
    <Panel
      title={<bdi>{title}</bdi>}
      note={type}
      asked={asked}
      sheet={() => linesSheet(name, lines)}
      tools={
        isMany && (
          <Choice<Measure>
            label="What the chart shows"
            options={[
              ["count", "Count"],
              ["mean", "Mean"],
            ]}
            value={measure}
            onChoose={(value) => go({ measure: value === "count" ? null : value })}
          />
        )
      }
    >
      {help && (
        <p class="soft about">
          <bdi>{oneLine(help, 400)}</bdi>
        </p>
      )}
      <Facts label="At a glance" facts={familyFacts(family, shown)} />
      {lines.length === 0 ? (
        <p class="none">
          No sample of the last {range.name} has this: a history has the first {MAX_SAMPLED_SERIES}{" "}
          series of a metric, of two types the first, and {MAX_SAMPLED} of a job or group.
        </p>
      ) : (
        <>
          <TimeChart
            label={`${title} over the last ${range.name}`}
            lines={lines}
            stepSeconds={range.step}
            spanSeconds={range.seconds}
            shape={isCount ? undefined : "line"}
            format={measureText}
            isOpen={isCount}
          />
          <p class="soft under">
            {isCount ? "By how much it grew." : isMany ? "The mean of each step." : "Its values."}
            {lines.length < shown.length &&
              ` Drawn are ${number(lines.length)} of ${number(shown.length)} series: choose one below.`}
          </p>
        </>
      )}
    </Panel>
  );
}
