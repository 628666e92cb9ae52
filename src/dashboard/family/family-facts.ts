// What some series of a family come to, in a few numbers and as rows.
import type { PushedFamily, PushedSeries } from "../../core/pushed.ts";
import type { Line } from "../chart/time-chart.tsx";
import type { Fact } from "../part/facts.tsx";
import type { Sheet } from "../part/save.ts";
import { number } from "../text/format.ts";
import { isObserved } from "./family-lines.ts";
import { isCut } from "./is-cut.ts";
import { finite, meanOf, measured, quantileName, totalOf } from "./measured.ts";
import { seriesName } from "./series-name.ts";

/** Of one series all of it; of several what adds up. */
export function familyFacts(family: PushedFamily, shown: readonly PushedSeries[]): Fact[] {
  const [only] = shown.length === 1 ? shown : [];
  const sum = (part: (one: PushedSeries) => PushedSeries["sum"]): string =>
    measured(only ? part(only) : shown.reduce((all, one) => all + finite(part(one)), 0));
  const isPart = !only && isCut(family);
  const note = isPart ? { note: `of ${number(family.series.length)} series` } : {};
  const facts: Fact[] = only
    ? []
    : [
        {
          name: "Series",
          value: number(shown.length),
          ...(isPart && { note: `of ${number(family.total)}` }),
        },
      ];
  if (!isObserved(family)) {
    if (family.type === "counter") facts.push({ name: "Total", value: sum(totalOf), ...note });
    else if (only) facts.push({ name: "Value", value: measured(only.value) });
    return facts;
  }
  return [
    ...facts,
    { name: "Count", value: sum(({ count }) => count), ...note },
    { name: "Sum", value: sum((one) => one.sum), ...note },
    { name: "Mean", value: measured(meanOf(shown)) },
    ...(only?.quantiles ?? []).map(({ quantile, value }) => ({
      name: quantileName(quantile),
      value: measured(value),
    })),
  ];
}

/** What a chart shows, a row for each point. */
export function linesSheet(name: string, lines: readonly Line[]): Sheet {
  return {
    name,
    columns: [
      ["ts", "plain"],
      ["series", "text"],
      ["value", "plain"],
    ],
    rows: lines.flatMap(({ id, points }) =>
      points.map(({ ts, total }) => ({ ts, series: name + id, value: total })),
    ),
  };
}

/** A row for each series. */
export function seriesSheet(name: string, series: readonly PushedSeries[]): Sheet {
  return {
    name: `${name} series`,
    columns: [
      ["series", "text"],
      ["value", "text"],
      ["count", "text"],
      ["sum", "text"],
      ["buckets", "json"],
      ["quantiles", "json"],
    ],
    rows: series.map((one) => ({ ...one, series: seriesName(name, one.labels) })),
  };
}
