// Which families and groupings are taken, and how they are kept: in one order, and nothing twice.
import { TallybeaconError } from "../../core/errors.ts";
import type {
  Bucket,
  FamilyMetric,
  FamilyType,
  Histogram,
  Labels,
  MetricFamily,
} from "../../core/family.ts";
import { byLabel } from "../../core/family-order.ts";
import { isLabelName, isMetricName } from "../../core/metric-name.ts";
import { MAX_LABEL_CHARS, MAX_LABELS, MAX_METRIC_NAME_CHARS } from "../../core/push-limits.ts";
import { isStorable } from "../../core/storable.ts";

/** A series whose labels are sorted by name; those without a value are left out, as Prometheus has it. */
export interface SoundMetric extends FamilyMetric {
  readonly labels: Labels;
}

/** A family whose type is given, and which has each series once. */
export interface SoundFamily extends MetricFamily {
  readonly type: FamilyType;
  readonly metrics: readonly SoundMetric[];
}

/** Families of the collector itself begin so. */
const OWN = "tallybeacon_";
const NO_TEXT = `no text of ${MAX_LABEL_CHARS} characters`;
/** Labels that stand for a part of the value. */
const RESERVED: { readonly [T in FamilyType]?: string } = { histogram: "le", summary: "quantile" };

/** A grouping with its job first, and then by name. Throws `bad-value` for one without a job, or that has a name twice. */
export function soundGrouping(grouping: Labels): Labels {
  const labels = soundLabels("grouping", grouping);
  const job = labels.filter(([name]) => name === "job");
  if (job.length === 0) throw bad("grouping", "has no job");
  return [...job, ...labels.filter(([name]) => name !== "job")];
}

/**
 * Families that have series, each under its grouping: labels that are in it, too, are left out, and so are times. Throws
 * `bad-value` and quotes the family for names that are none or the collector's own, what stands twice, and values that
 * are not those of the type.
 */
export function soundFamilies(
  families: readonly MetricFamily[],
  grouping: Labels,
): readonly SoundFamily[] {
  const outer = new Set(grouping.map(([name]) => name));
  const names = new Set<string>();
  return families.flatMap((family) => {
    const { name, type = "counter", help } = family;
    const reserved = RESERVED[type];
    const isName = isMetricName(name) && name.length <= MAX_METRIC_NAME_CHARS;
    if (!isName) throw bad(name, "is no name of a family");
    if (name.startsWith(OWN)) throw bad(name, "is the collector's own name");
    if (help !== undefined && !isText(help)) throw bad(name, `has a help that is ${NO_TEXT}`);
    if (family.metrics.length === 0) return [];
    if (names.has(name)) throw bad(name, "stands twice");
    if (reserved && outer.has(reserved)) throw bad(name, `has the label "${reserved}" twice`);
    names.add(name);
    const series = new Set<string>();
    const metrics = family.metrics.map((metric) => {
      const inner = (metric.labels ?? []).filter(([label]) => !outer.has(label));
      const labels = soundLabels(name, inner, reserved);
      const text = JSON.stringify(labels);
      if (series.has(text)) throw bad(name, `has the series ${quote(text)} twice`);
      series.add(text);
      return { labels, ...soundValue(name, type, metric) };
    });
    return [{ name, type, ...(help !== undefined && { help }), metrics }];
  });
}

/** A family with those of its series that are sound by themselves: what is not takes none of them with it. */
export function soundSeries(family: MetricFamily, grouping: Labels): SoundFamily {
  const soundOf = (metrics: MetricFamily["metrics"]): readonly SoundMetric[] => {
    try {
      return soundFamilies([{ ...family, metrics }], grouping)[0]?.metrics ?? [];
    } catch {
      return metrics.length > 1 ? metrics.flatMap((metric) => soundOf([metric])) : [];
    }
  };
  return { ...family, type: family.type ?? "counter", metrics: soundOf(family.metrics) };
}

function isText(text: string): boolean {
  return text.length <= MAX_LABEL_CHARS && isStorable(text);
}

function soundLabels(family: string, labels: Labels, reserved?: string): Labels {
  if (labels.length > MAX_LABELS) throw bad(family, `has more than ${MAX_LABELS} labels`);
  const names = new Set<string>();
  for (const [name, value] of labels) {
    const isName = isLabelName(name) && name.length <= MAX_METRIC_NAME_CHARS;
    if (!isName || name === "__name__") throw bad(family, `has the label "${quote(name)}"`);
    if (name === reserved) throw bad(family, `has the label "${name}" besides its own`);
    if (names.has(name)) throw bad(family, `has the label "${name}" twice`);
    names.add(name);
    if (!isText(value)) throw bad(family, `has a label "${name}" that is ${NO_TEXT}`);
  }
  return labels.filter(([, value]) => value !== "").sort(byLabel);
}

function soundValue(family: string, type: FamilyType, metric: FamilyMetric): FamilyMetric {
  const { value, summary, histogram } = metric;
  if (type === "summary" && summary) return { summary };
  if (type === "histogram" && histogram) return { histogram: soundHistogram(family, histogram) };
  const isNumber = type !== "summary" && type !== "histogram" && value !== undefined;
  if (isNumber) return { value };
  throw bad(family, `is a ${type}, and has a series that is none`);
}

/** Buckets in the order of their bounds, that of +Inf left out. */
function soundHistogram(family: string, { count, sum, buckets }: Histogram): Histogram {
  const end = { upperBound: Number.POSITIVE_INFINITY, count };
  const inner = buckets
    .filter((each) => each.upperBound !== end.upperBound || each.count !== count)
    .sort((one, other) => one.upperBound - other.upperBound);
  let before: Bucket = { upperBound: Number.NEGATIVE_INFINITY, count: 0 };
  for (const bucket of [...inner, end]) {
    const isNext = bucket.upperBound > before.upperBound && bucket.count >= before.count;
    if (!isNext) throw bad(family, `has buckets that do not add up at ${bucket.upperBound}`);
    before = bucket;
  }
  return { count, sum, buckets: inner };
}

function quote(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** What cannot be taken, and why not: `bad("hits_total", "stands twice")`. */
export function bad(what: string, fault: string): TallybeaconError {
  return new TallybeaconError("bad-value", `"${quote(what)}" ${fault}`);
}
