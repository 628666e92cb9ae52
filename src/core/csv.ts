// Rows as CSV, as RFC 4180 has it, and harmless to spreadsheets.

/**
 * How a column is written: `text` as it is, `json` as JSON text, `plain` for what can hold neither quotes nor commas:
 * numbers, true and false. Null and what is not there are empty, but for JSON, whose null is `null`.
 */
export type Column = readonly [name: string, how: "text" | "json" | "plain"];

const BREAK = "\r\n";
// What spreadsheets take for a formula, also behind what they skip. Source: OWASP, CSV injection.
const FORMULA = /^[=+\-@\t\r]/;

/** The header line. */
export function csvHead(columns: readonly Column[]): string {
  return columns.map(([name]) => name).join(",") + BREAK;
}

/**
 * One line. A text that a spreadsheet would run begins with an apostrophe, which makes it text there; JSON needs none, as
 * its texts begin with a quotation mark.
 */
export function csvLine(columns: readonly Column[], row: object): string {
  const cells = columns.map(([name, how]) => cell((row as Record<string, unknown>)[name], how));
  return cells.join(",") + BREAK;
}

function cell(value: unknown, how: Column[1]): string {
  if (value === undefined || (value === null && how !== "json")) return "";
  const text = how === "json" ? JSON.stringify(value) : String(value);
  if (how === "plain") return text;
  const safe = how === "text" && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
