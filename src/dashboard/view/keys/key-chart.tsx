// The chart of a key, with the numbers that it comes to.
import type { KeySummary } from "../../../core/tally.ts";
import { usePage } from "../../app/page.ts";
import { PointTable } from "../../chart/point-table.tsx";
import { TimeChart } from "../../chart/time-chart.tsx";
import { type Fact, Facts } from "../../part/facts.tsx";
import type { VNode } from "../../preact.ts";
import { ago, brief, bucket, fully, number, oneLine, share } from "../../text/format.ts";
import { secondsOf, zoomWords } from "./key-window.ts";
import { change, pace, summed } from "./lines.ts";
import type { Drawn } from "./use-series.ts";

/** What is drawn. */
export interface KeyChartProps {
  readonly known: KeySummary | undefined;
  /** When the server said so, Unix milliseconds. */
  readonly now: number;
  readonly drawn: Drawn;
}

/** Numbers, chart and table. A stretch that is dragged over is zoomed into. */
export function KeyChart({ known, now, drawn: { lines, step } }: KeyChartProps): VNode {
  const { address, go } = usePage();
  const seconds = secondsOf(address.words);
  const isOpen = !address.words.has("to");
  return (
    <>
      <Facts label="What it comes to" facts={factsOf(lines, step, seconds, known, now)} />
      <TimeChart
        label={`${lines.map(({ name }) => oneLine(name, 60)).join(", ")} over time`}
        lines={lines}
        stepSeconds={step}
        isOpen={isOpen}
        onZoom={(from, to) => go(zoomWords(from, to))}
      />
      <PointTable lines={lines} stepSeconds={step} />
    </>
  );
}

/** Of the first line, and how it stands to the one before. */
export function factsOf(
  lines: Drawn["lines"],
  step: number,
  seconds: number,
  known: KeySummary | undefined,
  now: number,
): readonly Fact[] {
  const { total, peak } = summed(lines[0]?.points ?? []);
  const past = lines.find(({ isPast }) => isPast);
  const grown = past && change(total, summed(past.points).total);
  const [average, unit] = pace(total, seconds);
  const facts: Fact[] = [
    { name: "Total", value: brief(total), ...(grown !== undefined && { note: signed(grown) }) },
    { name: "On average", value: `${number(average)} / ${unit}` },
  ];
  if (peak) {
    const when = bucket(peak.ts, step, seconds > 86_400);
    facts.push({ name: "Peak", value: number(peak.total), note: when });
  }
  if (!known) return facts;
  if (known.kind === "set") facts.push({ name: "Members", value: number(known.members) });
  facts.push({ name: "Instances", value: number(known.instances) });
  const at = <time title={fully(known.last_at)}>{ago(known.last_at, now)}</time>;
  return [...facts, { name: "Last", value: at }];
}

const signed = (grown: number): string =>
  `${grown < 0 ? "−" : "+"}${share(Math.abs(grown))} on before`;
