// Hands text to the reader: on the clipboard, or as a file.
import { type Column, csvHead, csvLine } from "../../core/csv.ts";
import { DASHBOARD_SAVING_MS } from "../../core/dashboard-limits.ts";

/** Rows with their columns, and the name that the file gets. */
export interface Sheet<T extends object = object> {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly T[];
}

/** Puts text on the clipboard; false where the browser does not let it, as without TLS. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The way that works on pages without TLS. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr";
  document.body.append(area);
  const focused = document.activeElement;
  area.select();
  try {
    return document.execCommand("copy");
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}

/** Saves a sheet as CSV, with a mark by which spreadsheets know that it is UTF-8. */
export function saveSheet({ name, columns, rows }: Sheet): void {
  const lines = rows.map((row) => csvLine(columns, row));
  const blob = new Blob(["\ufeff", csvHead(columns), ...lines], { type: "text/csv;charset=utf-8" });
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 80)}.csv`;
  link.click();
  // Not before the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), DASHBOARD_SAVING_MS);
}
