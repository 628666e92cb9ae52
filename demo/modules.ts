// What a page without a bundler loads: files of dist, and all that they import, served below /lib/.
import { readFileSync } from "node:fs";
import { posix } from "node:path";

const ENTRIES = [
  "index.js",
  "report/index.js",
  "metrics/collector-sink.js",
  "metrics/create-metrics.js",
];

/** Their paths in dist. Throws where they were not built. */
export function modules(): string[] {
  const found = new Set(ENTRIES);
  for (const name of found) {
    const code = readFileSync(new URL(`../dist/${name}`, import.meta.url), "utf8");
    // Compiled, and some of it minified: `from"./shared.js"`.
    for (const [, path = ""] of code.matchAll(/\b(?:from|import)\s*"(\.[^"]+\.js)"/g)) {
      found.add(posix.join(posix.dirname(name), path));
    }
  }
  return [...found];
}
