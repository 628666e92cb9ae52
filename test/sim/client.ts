// Which client the tabs of a world have: that of the sources, or the one that is built of them.
import { existsSync } from "node:fs";
import { createCollector } from "../../src/collector/collector.ts";

/** What makes a collector. */
export type Client = typeof createCollector;

/** That of the sources, with what was planted into them. */
export const SOURCES: Client = createCollector;

const FILE = new URL("../../dist/index.js", import.meta.url);

/** What `tallybeacon` is to those who install it: one file, minified, with its record taken apart into variables. */
export async function builtClient(): Promise<Client> {
  if (!existsSync(FILE)) throw new Error("there is no dist/index.js: npm run build");
  return (await import(FILE.href)).createCollector;
}
