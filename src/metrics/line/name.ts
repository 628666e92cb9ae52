// Names of metrics, as all lines have them.

/** Without what names cannot have: `/` becomes `-`, a blank `_`, and what is no letter, digit, `.`, `-` or `_` is left out. */
export function normalName(name: string): string {
  if (!/[^\w.-]/.test(name)) return name;
  return name
    .replace(/[ \t]/g, "_")
    .replaceAll("/", "-")
    .replace(/[^\w.-]/g, "");
}
