// What metrics and labels may be called.

/** True for `[a-zA-Z_:][a-zA-Z0-9_:]*`. Source: Prometheus' data model. */
export function isMetricName(text: string): boolean {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(text);
}

/** True for `[a-zA-Z_][a-zA-Z0-9_]*`. Source: Prometheus' data model. */
export function isLabelName(text: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(text);
}

/** `text` with underscores for what names may not hold, and for colons, which are kept for rules. */
export function toName(text: string): string {
  return text.replace(/[^a-zA-Z0-9_]|^(?=\d|$)/g, "_");
}
