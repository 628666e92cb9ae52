// Which series of a family are looked at: by the words of a search, and by the values of labels.
import type { PushedFamily, PushedSeries } from "../../core/pushed.ts";
import { matching } from "../part/item-list.tsx";
import { finite, totalOf } from "./measured.ts";
import { seriesName } from "./series-name.ts";

/** The word of an address that a label has its value in; "" is that of series without the label. */
export const labelWord = (label: string): string => `label.${label}`;

/**
 * Those of a family that words leave, most first. A search, by names as Prometheus writes them, that finds none of them
 * was for another family.
 */
export function shownSeries(
  { name, series }: PushedFamily,
  words: URLSearchParams,
): readonly PushedSeries[] {
  const wanted = [...words].filter(([word]) => word.startsWith(labelWord("")));
  const fitting = series.filter(({ labels }) =>
    wanted.every(([word, value]) => labelValue(labels, word.slice(labelWord("").length)) === value),
  );
  const search = words.get("search") ?? "";
  const found = fitting.filter(
    ({ labels }) => matching([{ id: "", name: seriesName(name, labels) }], search).length > 0,
  );
  return (found.length > 0 ? found : fitting).toSorted(
    (one, other) => finite(totalOf(other)) - finite(totalOf(one)),
  );
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
