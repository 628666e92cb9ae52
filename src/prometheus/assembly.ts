// From samples back to families: the lines of one summary or histogram become one metric again.
import type {
  Bucket,
  FamilyMetric,
  FamilyType,
  Histogram,
  Labels,
  MetricFamily,
  Quantile,
  Summary,
} from "../core/family.ts";
import { byLabel } from "../core/family-order.ts";
import { complain, quote } from "./complain.ts";
import { type Kind, type Kinds, type Role, UNTYPED } from "./kinds.ts";
import { isCount, parseNumber } from "./number.ts";

/** The families of a body, as far as it was read. Each verb throws `parse` for what does not fit what came before. */
export interface Assembly {
  setHelp(name: string, help: string): void;
  setType(name: string, word: string): void;
  add(name: string, labels: Labels, value: number, timestampMs?: number): void;
  /** Those that have metrics, in the order of their first lines. */
  families(): MetricFamily[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A summary or histogram whose lines are still coming. */
interface Draft extends Mutable<FamilyMetric> {
  readonly summary?: Mutable<Summary> & { readonly quantiles: Quantile[] };
  readonly histogram?: Mutable<Histogram> & { readonly buckets: Bucket[] };
}

interface Open {
  readonly name: string;
  help?: string;
  kind?: Kind;
  readonly metrics: FamilyMetric[];
  /** By their labels in order. */
  readonly drafts: Map<string, Draft>;
  /** The one that lines came for last, as they mostly do for the next. */
  last?: Draft;
}

/** Goes by the TYPE lines of one of the formats. */
export function createAssembly(kinds: Kinds): Assembly {
  const open = new Map<string, Open>();
  /** What was found last: most lines have the name of the one before. */
  let last: readonly [name: string, Open, suffix: string] | undefined;

  /** The family that has samples of this name, and what the name has besides. */
  function find(name: string): readonly [Open, suffix: string] {
    const own = open.get(name);
    if (own) return [own, ""];
    const cut = name.lastIndexOf("_");
    const suffix = name.slice(cut);
    const base = cut > 0 ? open.get(name.slice(0, cut)) : undefined;
    if (base?.kind && Object.hasOwn(base.kind.roles, suffix)) return [base, suffix];
    const made: Open = { name, metrics: [], drafts: new Map() };
    open.set(name, made);
    return [made, ""];
  }

  return {
    setHelp(name, help) {
      const [family] = find(name);
      if (family.help !== undefined) complain(`a second HELP for ${quote(family.name)}`);
      family.help = help;
    },
    setType(name, word) {
      const [family] = find(name);
      if (family.kind) complain(`a TYPE for ${quote(family.name)}, which has one or has samples`);
      const key = word.toLowerCase();
      if (!Object.hasOwn(kinds, key)) complain(`the type ${quote(word)}`);
      family.kind = kinds[key] as Kind;
    },
    add(name, labels, value, timestampMs) {
      if (last?.[0] !== name) last = [name, ...find(name)];
      const [, family, suffix] = last;
      family.kind ??= UNTYPED;
      const { type, roles } = family.kind;
      const role = roles[suffix] ?? complain(`${quote(name)} is no sample of a ${type}`);
      if (role === "value") family.metrics.push(metricOf(labels, timestampMs, { value }));
      else if (role !== "nothing") addPart(family, type, role, labels, value, timestampMs);
    },
    families: () =>
      [...open.values()]
        .filter(({ metrics }) => metrics.length > 0)
        .map(({ name, help, kind = UNTYPED, metrics }) => {
          const family = { name: name + (kind.suffix ?? ""), type: kind.type, metrics };
          return help === undefined ? family : { ...family, help };
        }),
  };
}

function addPart(
  family: Open,
  type: FamilyType,
  role: Role,
  labels: Labels,
  value: number,
  timestampMs: number | undefined,
): void {
  const label = type === "summary" ? "quantile" : "le";
  const bound = boundOf(labels, label);
  const draft = draftOf(family, type, labels, label);
  if (timestampMs !== undefined) draft.timestampMs = timestampMs;
  const held = draft.summary ?? draft.histogram;
  if (role === "sum" && held) held.sum = value;
  else if (role === "count" && held) held.count = countOf(value);
  // Without a bound it says nothing.
  else if (Number.isNaN(bound)) return;
  else if (draft.summary) draft.summary.quantiles.push({ quantile: bound, value });
  else draft.histogram?.buckets.push({ upperBound: bound, count: countOf(value) });
}

/** The metric of these labels, in whatever order they come, but for the one that tells its parts apart. */
function draftOf(family: Open, type: FamilyType, all: Labels, label: string): Draft {
  if (family.last && isSame(family.last.labels ?? [], all, label)) return family.last;
  const labels = all.filter(([name]) => name !== label);
  const key = JSON.stringify([...labels].sort(byLabel));
  family.last = family.drafts.get(key) ?? startDraft(family, type, labels);
  family.drafts.set(key, family.last);
  return family.last;
}

function startDraft(family: Open, type: FamilyType, labels: Labels): Draft {
  const held: Draft =
    type === "summary"
      ? { summary: { count: 0, sum: 0, quantiles: [] } }
      : { histogram: { count: 0, sum: 0, buckets: [] } };
  const made = metricOf(labels, undefined, held);
  family.metrics.push(made);
  return made;
}

/** Whether `all` are these and, wherever it stands, `label`. Asked for each line: nothing is made. */
function isSame(labels: Labels, all: Labels, label: string): boolean {
  let at = 0;
  for (const [name, value] of all) {
    if (name === label) continue;
    const own = labels[at];
    if (own?.[0] !== name || own[1] !== value) return false;
    at += 1;
  }
  return at === labels.length;
}

function metricOf<T extends Mutable<FamilyMetric>>(
  labels: Labels,
  timestampMs: number | undefined,
  metric: T,
): T {
  if (labels.length > 0) metric.labels = labels;
  if (timestampMs !== undefined) metric.timestampMs = timestampMs;
  return metric;
}

/** The last value of the label, NaN where there is none. */
function boundOf(labels: Labels, label: string): number {
  const text = labels.findLast(([name]) => name === label)?.[1];
  if (text === undefined) return Number.NaN;
  return parseNumber(text) ?? complain(`${label} of ${quote(text)}`);
}

/** A count as the wire has it, without a fraction. */
function countOf(value: number): number {
  return isCount(value) ? Math.trunc(value) : complain(`a count of ${value}`);
}
