// The series of a family, their labels as columns: one is chosen by its first.
import type { PushedFamily, PushedSeries } from "../../core/pushed.ts";
import { usePage } from "../app/page.ts";
import { Sparkline } from "../chart/sparkline.tsx";
import type { Line } from "../chart/time-chart.tsx";
import { Table, type TableColumn } from "../part/table.tsx";
import type { VNode } from "../preact.ts";
import { hintOf, oneLine, share } from "../text/format.ts";
import { isObserved } from "./family-lines.ts";
import { isCut } from "./is-cut.ts";
import { finite, meanOf, measured, quantileName, totalOf } from "./measured.ts";
import { seriesName } from "./series-name.ts";
import { labelValue } from "./shown-series.ts";

/** What the table is made of. */
export interface SeriesTableProps {
  readonly family: PushedFamily;
  readonly series: readonly PushedSeries[];
  /** Labels that tell series apart. */
  readonly labels: readonly string[];
  readonly lines: readonly Line[];
  readonly chosen: string | undefined;
}

/** The table, most first. */
export function SeriesTable({ family, series, labels, lines, chosen }: SeriesTableProps): VNode {
  const columns = [
    ...labelColumns(labels, chosen, usePage().go),
    ...trendColumn(lines),
    ...valueColumns(family, series),
  ];
  return (
    <Table
      label="Series"
      columns={columns}
      rows={series}
      idOf={({ labels: own }) => seriesName("", own)}
      chosen={chosen}
      none="No series has these labels."
    />
  );
}

type Column = TableColumn<PushedSeries>;

function labelColumns(
  names: readonly string[],
  chosen: string | undefined,
  go: ReturnType<typeof usePage>["go"],
): Column[] {
  return names.map((name, at) => ({
    name: oneLine(name, 40),
    isText: true,
    hint: ({ labels }) => hintOf(labelValue(labels, name)),
    cell({ labels }) {
      const text = labelValue(labels, name) && oneLine(labelValue(labels, name), 80);
      if (at > 0) return <bdi>{text}</bdi>;
      const id = seriesName("", labels);
      return (
        <button
          type="button"
          class="pick"
          aria-pressed={id === chosen}
          aria-label={oneLine(id, 400)}
          onClick={() => go({ series: id === chosen ? null : id })}
        >
          <bdi>{text || "none"}</bdi>
        </button>
      );
    },
  }));
}

function trendColumn(lines: readonly Line[]): Column[] {
  if (lines.length === 0) return [];
  const known = new Map(lines.map(({ id, points }) => [id, points.map(({ total }) => total)]));
  return [
    {
      name: "Trend",
      isText: true,
      cell({ labels }) {
        const points = known.get(seriesName("", labels));
        return points && <Sparkline points={points} />;
      },
    },
  ];
}

function valueColumns(family: PushedFamily, series: readonly PushedSeries[]): Column[] {
  const whole = series.reduce((all, one) => all + finite(totalOf(one)), 0);
  const shares: Column = {
    name: isCut(family) ? "Share of these" : "Share",
    cell: (one) => (whole > 0 ? share(finite(totalOf(one)) / whole) : ""),
  };
  if (!isObserved(family)) {
    const value: Column = { name: "Value", cell: (one) => measured(one.value) };
    return family.type === "counter" ? [value, shares] : [value];
  }
  return [
    { name: "Count", cell: (one) => measured(one.count) },
    shares,
    { name: "Mean", cell: (one) => measured(meanOf([one])) },
    ...quantileColumns(series),
  ];
}

function quantileColumns(series: readonly PushedSeries[]): Column[] {
  const all = series.flatMap(({ quantiles = [] }) => quantiles.map(({ quantile }) => quantile));
  return [...new Set(all)]
    .toSorted((one, other) => finite(one) - finite(other))
    .map((quantile) => ({
      name: quantileName(quantile),
      cell: ({ quantiles = [] }) =>
        measured(quantiles.find((each) => each.quantile === quantile)?.value),
    }));
}
