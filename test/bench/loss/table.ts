// The figures of the loss bench as Markdown, one table an engine.
import { type Loss, WAYS, type Way } from "./cell.ts";

/** One figure and where it belongs. */
export interface Cell extends Loss {
  /** With its version. */
  readonly engine: string;
  /** With its version. */
  readonly client: string;
  readonly way: Way;
  readonly delayMs: number;
  /** When it was measured: `2026-11-29`. */
  readonly date: string;
}

/** What the numbers in a cell mean. */
const LEGEND =
  "Records lost, in per cent of the visits, when the visit is over → after the next visit; `+` those counted twice.";

/** A row for each way of leaving and delay, a column for each client. */
export function table(cells: readonly Cell[]): string {
  const parts = names(cells, "engine").map((engine) => {
    const here = cells.filter((cell) => cell.engine === engine);
    const clients = names(here, "client");
    const runs = names(here, "runs").join(", ");
    const dates = names(here, "date").sort().join(" and ");
    const rows = [...new Set(here.map(({ way, delayMs }) => `${WAYS[way]} | ${delayMs} ms`))];
    const lines = rows.map((row) => {
      const found = clients.map((client) =>
        text(
          here.find(
            (cell) => cell.client === client && `${WAYS[cell.way]} | ${cell.delayMs} ms` === row,
          ),
        ),
      );
      return `| ${row} | ${found.join(" | ")} |`;
    });
    return [
      `${engine}, ${runs} visits a cell, measured on ${dates}:`,
      "",
      `| the visit ends | after the record | ${clients.join(" | ")} |`,
      `|---|---|${clients.map(() => "---|").join("")}`,
      ...lines,
    ].join("\n");
  });
  return [LEGEND, ...parts].join("\n\n");
}

function names<K extends "engine" | "client" | "runs" | "date">(
  cells: readonly Cell[],
  member: K,
): Cell[K][] {
  return [...new Set(cells.map((cell) => cell[member]))];
}

function text(cell: Cell | undefined): string {
  if (!cell) return "";
  const share = (count: number) => `${Number(((100 * count) / cell.runs).toFixed(1))}`;
  // A reload is the next visit.
  const first = cell.way === "reload" ? "" : `${share(cell.lostAtFirst)} → `;
  return `${first}${share(cell.lost)}${cell.doubled ? ` +${share(cell.doubled)}` : ""}`;
}
