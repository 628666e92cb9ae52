// The chart of a key, with the numbers that it comes to.
import type { KeySummary } from "../../../core/tally.ts";
import { usePage } from "../../app/page.ts";
import { PointTable } from "../../chart/point-table.tsx";
import { TimeChart } from "../../chart/time-chart.tsx";
import { type Fact, Facts } from "../../part/facts.tsx";
import type { RefObject, VNode } from "../../preact.ts";
import { ago, brief, bucket, fully, number, oneLine, share } from "../../text/format.ts";
import { secondsOf, zoomWords } from "./key-window.ts";
import { change, pace, summed } from "./lines.ts";
import type { Drawn } from "./use-series.ts";

const DAY_SECONDS = 86_400;

/** What is drawn. */
export interface KeyChartProps {
  readonly known: KeySummary | undefined;
  /** When the server said so, Unix milliseconds. */
  readonly now: number;
  readonly drawn: Drawn;
  /** Outlives the chart: see there. */
  readonly isByKeyboard: RefObject<boolean>;
}

/** Numbers, chart and table. A stretch that is chosen is zoomed into. */
export function KeyChart(props: KeyChartProps): VNode {
  const { known, now, isByKeyboard } = props;
  const { lines, step } = props.drawn;
  const { address, go } = usePage();
  const seconds = secondsOf(address.words);
  // A zoom may end with what is running, too.
  const isOpen = (lines[0]?.points.at(-1)?.ts ?? 0) + step > now / 1000;
  return (
    <>
      <Facts
        label="What it comes to"
        facts={factsOf({ lines, step }, { isOpen, isLong: seconds > DAY_SECONDS }, known, now)}
      />
      <TimeChart
        label={`${lines.map(({ name }) => oneLine(name, 60)).join(", ")} over time`}
        lines={lines}
        stepSeconds={step}
        isOpen={isOpen}
        isByKeyboard={isByKeyboard}
        onZoom={(from, to) => go(zoomWords(from, to, now || to * 1000))}
      />
      <PointTable lines={lines} stepSeconds={step} />
      {step >= DAY_SECONDS && <p class="soft under">Days are those of UTC.</p>}
    </>
  );
}

/** Of the first line, and how it stands to the one before. */
export function factsOf(
  { lines, step }: Drawn,
  /** Whether its last point is running, and whether it spans several days. */
  { isOpen, isLong }: { readonly isOpen: boolean; readonly isLong: boolean },
  known: KeySummary | undefined,
  now: number,
): readonly Fact[] {
  const points = lines[0]?.points ?? [];
  const { total, peak } = summed(points);
  const past = lines.find(({ isPast }) => isPast);
  // What is running has no equal before.
  const closed = isOpen ? -1 : undefined;
  const grown =
    past &&
    change(summed(points.slice(0, closed)).total, summed(past.points.slice(0, closed)).total);
  const runningSeconds = isOpen ? (points.at(-1)?.ts ?? 0) + step - now / 1000 : 0;
  const openSeconds = Math.min(Math.max(runningSeconds, 0), step);
  const [average, unit] = pace(total, points.length * step - openSeconds);
  const facts: Fact[] = [
    { name: "Total", value: brief(total), ...(grown !== undefined && { note: signed(grown) }) },
    { name: "On average", value: `${number(average)} / ${unit}` },
  ];
  if (peak) {
    const when = bucket(peak.ts, step, isLong);
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
