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
import { complain, quote } from "./complain.ts";
import { type Kind, type Kinds, type Role, UNTYPED } from "./kinds.ts";
import { isCount, parseNumber } from "./number.ts";
import { byLabel } from "./order.ts";

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
interface Draft extends FamilyMetric {
  timestampMs?: number;
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
      const [family, suffix] = find(name);
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
  const draft = draftOf(
    family,
    type,
    labels.filter(([name]) => name !== label),
  );
  if (timestampMs !== undefined) draft.timestampMs = timestampMs;
  const held = draft.summary ?? draft.histogram;
  if (role === "sum" && held) held.sum = value;
  else if (role === "count" && held) held.count = countOf(value);
  // Without a bound it says nothing.
  else if (Number.isNaN(bound)) return;
  else if (draft.summary) draft.summary.quantiles.push({ quantile: bound, value });
  else draft.histogram?.buckets.push({ upperBound: bound, count: countOf(value) });
}

/** The metric of these labels, in whatever order they come. */
function draftOf(family: Open, type: FamilyType, labels: Labels): Draft {
  if (family.last && isSame(family.last.labels ?? [], labels)) return family.last;
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

function isSame(one: Labels, other: Labels): boolean {
  return (
    one.length === other.length &&
    one.every(([name, value], at) => name === other[at]?.[0] && value === other[at]?.[1])
  );
}

function metricOf<T extends FamilyMetric>(
  labels: Labels,
  timestampMs: number | undefined,
  held: T,
): T {
  return {
    ...(labels.length > 0 && { labels }),
    ...held,
    ...(timestampMs !== undefined && { timestampMs }),
  };
}

/** The last value of the label, NaN where there is none. */
function boundOf(labels: Labels, label: string): number {
  const text = labels.findLast(([name]) => name === label)?.[1] ?? "NaN";
  return parseNumber(text) ?? complain(`${label} of ${quote(text)}`);
}

/** A count as the wire has it, without a fraction. */
function countOf(value: number): number {
  return isCount(value) ? Math.trunc(value) : complain(`a count of ${value}`);
}
