// Which series of a family are looked at: by the words of a search, and by the values of labels.
import type { PushedFamily, PushedSeries } from "../../core/pushed.ts";
import { totalOf } from "./measured.ts";
import { seriesName } from "./series-name.ts";

/** What narrows a family. */
export interface Narrowing {
  /** Words, in any order, of names as Prometheus writes them. */
  readonly search: string;
  /** By the name of a label the value that it has to have; "" is that of those without it. */
  readonly where: ReadonlyMap<string, string>;
}

/** Those of a family that are looked at, most first. A search that finds none of them was for another family. */
export function shownSeries(
  { name, series }: PushedFamily,
  { search, where }: Narrowing,
): readonly PushedSeries[] {
  const fitting = series.filter(({ labels }) =>
    [...where].every(([label, value]) => labelValue(labels, label) === value),
  );
  const found = fitting.filter(({ labels }) => hasWords(seriesName(name, labels), search));
  return (found.length > 0 ? found : fitting).toSorted((one, other) => rank(other) - rank(one));
}

/** Labels of a family with their values; only those that tell series apart. */
export function tellingLabels({ series }: PushedFamily): Map<string, readonly string[]> {
  const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
  const values = [...names].map((name): [string, string[]] => [
    name,
    [...new Set(series.map(({ labels }) => labelValue(labels, name)))].sort(),
  ]);
  return new Map(values.filter(([, found]) => found.length > 1));
}

/** What a series has of a label; "" where it has none. */
export function labelValue(labels: PushedSeries["labels"], name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? "") : "";
}

/** Words `label=value` of an address. */
export function narrowingOf(words: URLSearchParams): Narrowing {
  const where = words.getAll("where").map((text): [string, string] => {
    const at = text.indexOf("=");
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return { search: words.get("search") ?? "", where: new Map(where) };
}

function hasWords(text: string, search: string): boolean {
  const lower = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

function rank(series: PushedSeries): number {
  const total = totalOf(series);
  return typeof total === "number" ? total : Number.NEGATIVE_INFINITY;
}
