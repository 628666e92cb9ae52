// Runs browser parts of the dashboard outside of a page, where they touch none.

/** Evaluates `parts` in one scope and returns what `names` stand for there. */
export function evaluate<T>(parts: readonly string[], names: readonly string[]): T {
  return new Function(`"use strict";\n${parts.join("\n")}\nreturn { ${names.join(", ")} };`)() as T;
}
