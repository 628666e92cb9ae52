// The total of a family over all epochs that added to it: what each push adds, and what is shown of it. Pure.
import { TallybeaconError } from "../../core/errors.ts";
import type {
  FamilyMetric,
  FamilyType,
  Histogram,
  Labels,
  MetricFamily,
  Quantile,
} from "../../core/family.ts";
import { isGrowth, isLevel } from "../../core/growth.ts";
import { MAX_BOUND_SETS, MAX_COUNT } from "../../core/push-limits.ts";
import { MAX_TOTAL } from "../../core/store-limits.ts";
import type { SoundFamily, SoundMetric } from "./sound.ts";

/**
 * Numbers that belong together: a value; count and sum of a summary; of a histogram its count, those of its buckets, and
 * its sum. What only grows comes first.
 */
type Numbers = readonly number[];

/** Of a histogram with these bounds; others have no bounds and one part. What JSON has no number for is told by its name. */
type Part = [bounds: readonly number[], numbers: Numbers, name?: string];

/** What was added up under one name. */
export interface Total {
  readonly type: FamilyType;
  help?: string;
  /** Those that are there keep their places. */
  readonly series: [labels: Labels, parts: Part[], quantiles?: readonly Quantile[]][];
}

/** What an epoch pushed last of a family that adds up: by the place of each series a mark of its bounds, and its numbers. */
export type Last = Map<number, readonly [mark: number, ...Numbers]>;

/** No total yet. */
export function emptyTotal(type: FamilyType): Total {
  return { type, series: [] };
}

/**
 * Adds what an epoch counted since its last push, which `last` then has, to a total of the same type; without `last` all
 * of it was counted since. Gives how much is new: series and their parts. Throws `bad-value` for what cannot be added up.
 */
export function addFamily(total: Total, family: SoundFamily, last?: Last): number {
  const { name, type, help } = family;
  let news = 0;
  if (help !== undefined) total.help = help;
  const places = new Map(total.series.map(([labels], place) => [JSON.stringify(labels), place]));
  for (const metric of family.metrics) {
    const text = JSON.stringify(metric.labels);
    const place = places.get(text) ?? total.series.push([metric.labels, []]) - 1;
    places.set(text, place);
    const [, parts] = total.series[place] as Total["series"][number];
    news -= parts.length;
    if (isLevel(type)) {
      const value = metric.value as number;
      parts[0] = Number.isFinite(value) ? [[], [value]] : [[], [0], String(value)];
    } else {
      const part = partOf(metric);
      if (!isCount(type, part)) {
        throw new TallybeaconError(
          "bad-value",
          `"${name}" is a ${type} that has ${part[1].join(", ")}`,
        );
      }
      const [at, numbers, mark] = placed(parts, part);
      const [bounds, held] = parts[at] as Part;
      const [markBefore, ...before] = last?.get(place) ?? [];
      const was = mark === markBefore ? before : undefined;
      parts[at] = [bounds, sumOf(type, held, numbers, was)];
      last?.set(place, [mark, ...numbers]);
    }
    news += parts.length;
  }
  return news;
}

/** Has quantiles told as they are in `metrics`, which only one who knows all of it can say. */
export function setQuantiles(total: Total, metrics: readonly SoundMetric[]): void {
  const told = new Map(metrics.map((metric) => [JSON.stringify(metric.labels), metric.summary]));
  for (const series of total.series) {
    const { quantiles = [] } = told.get(JSON.stringify(series[0])) ?? {};
    if (quantiles.length > 0) series[2] = quantiles;
  }
}

/** Those that can be added to a total, and of new ones as many as there is room for, in characters. */
export function fitting(total: Total, { type, metrics }: SoundFamily, room: number): SoundMetric[] {
  const known = new Set(total.series.map(([labels]) => JSON.stringify(labels)));
  let left = room;
  return metrics.filter((metric) => {
    if (!isLevel(type) && !isCount(type, partOf(metric))) return false;
    if (known.has(JSON.stringify(metric.labels))) return true;
    // At least what it takes.
    const chars = JSON.stringify(metric).length;
    if (chars > left) return false;
    left -= chars;
    return true;
  });
}

/** As it is shown. Of a histogram that came with different bounds those that all of them have: between others nobody knows. */
export function shown(name: string, { type, help, series }: Total): MetricFamily {
  const metrics = series.map(([labels, parts, quantiles = []]): FamilyMetric => {
    const [[, [first, sum], odd]] = parts as [[unknown, [number, number], string?]];
    if (type === "histogram") return { labels, histogram: histogramOf(parts) };
    if (type === "summary") {
      return { labels, summary: { count: first, sum, quantiles } };
    }
    return { labels, value: odd ? Number(odd) : first };
  });
  return { name, type, ...(help !== undefined && { help }), metrics };
}

function histogramOf(parts: readonly Part[]): Histogram {
  let [count, sum] = [0, 0];
  const found = new Map<number, readonly [count: number, parts: number]>();
  for (const [bounds, numbers] of parts) {
    const [all, ...counts] = numbers as [number, ...number[]];
    count = Math.min(MAX_COUNT, count + all);
    sum += counts.at(-1) as number;
    for (const [i, bound] of bounds.entries()) {
      const [before, times] = found.get(bound) ?? [0, 0];
      found.set(bound, [Math.min(MAX_COUNT, before + (counts[i] as number)), times + 1]);
    }
  }
  const shared = [...found].filter(([, [, times]]) => times === parts.length);
  const buckets = shared.map(([upperBound, [below]]) => ({ upperBound, count: below }));
  return { count, sum, buckets };
}

function partOf({ value, summary, histogram }: FamilyMetric): Part {
  const buckets = histogram?.buckets ?? [];
  const { count, sum } = (summary ?? histogram ?? {}) as { count?: number; sum?: number };
  const grows = [count ?? (value as number), ...buckets.map((each) => each.count)];
  const numbers = sum === undefined ? grows : [...grows, sum];
  return [buckets.map(({ upperBound }) => upperBound), numbers];
}

/** How many numbers of a part only grow. */
function growing(type: FamilyType, numbers: Numbers): number {
  return type === "counter" ? numbers.length : numbers.length - 1;
}

function isCount(type: FamilyType, [, numbers]: Part): boolean {
  const grows = numbers.slice(0, growing(type, numbers));
  return numbers.every(Number.isFinite) && grows.every((each) => each >= 0 && each <= MAX_COUNT);
}

/**
 * Which part has these bounds, its numbers, and the mark of the bounds. It is made where there is none; those beyond so
 * many have a part without bounds, and are known by what these come to.
 */
function placed(parts: Part[], part: Part): [at: number, Numbers, mark: number] {
  const [bounds, numbers] = part;
  const at = parts.findIndex(
    ([each]) => each.length === bounds.length && each.every((bound, i) => bound === bounds[i]),
  );
  if (at >= 0) return [at, numbers, at];
  if (parts.length < MAX_BOUND_SETS || bounds.length === 0) {
    const made = parts.push([bounds, numbers.map(() => 0)]) - 1;
    return [made, numbers, made];
  }
  const [rest, both] = placed(parts, [[], [numbers[0] as number, numbers.at(-1) as number]]);
  const mark = bounds.reduce((sum, each) => (31 * sum + Math.abs(each)) % 1e9, 1);
  return [rest, both, -1 - mark];
}

/** What has no last numbers, as its bounds are others now, began anew, and so did what is no growth. */
function sumOf(type: FamilyType, held: Numbers, now: Numbers, was: Numbers | undefined): Numbers {
  const grows = growing(type, now);
  const more = was ? now.map((each, i) => each - (was[i] as number)) : now;
  return (isGrowth(more.slice(0, grows)) ? more : now).map((each, i) => {
    // What is added is rounded by itself: so a total never falls where nothing did.
    const most = i < grows ? MAX_COUNT : MAX_TOTAL;
    return Math.max(-most, Math.min(most, (held[i] as number) + each));
  });
}
