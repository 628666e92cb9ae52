// Numbers and tables as people read them.

/** Such as `1.2 MB`; 1 kB = 1,000 bytes. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(bytes || 1) / 3)));
  const number = bytes / 1_000 ** power;
  return `${power === 0 ? number : number.toFixed(1)} ${units[power]}`;
}

/** Such as `1,234`. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** Columns side by side, numbers to the right. */
export function tableText(rows: readonly (readonly (string | number)[])[]): string {
  const texts = rows.map((row) =>
    row.map((cell) => (typeof cell === "number" ? countText(cell) : cell)),
  );
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row, index) =>
      row
        .map((cell, column) => {
          const text = texts[index]?.[column] ?? "";
          const width = widths[column] ?? 0;
          return typeof cell === "number" ? text.padStart(width) : text.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
