// The script tag's files, as a collector serves them.
import { existsSync, readFileSync } from "node:fs";
import { SCRIPT_SECONDS } from "../core/limits.ts";

/** Pages of any site may load the script, with `integrity` too. */
export const SCRIPT_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/javascript; charset=utf-8",
  "cache-control": `public, max-age=${SCRIPT_SECONDS}`,
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

/** The script tag's files by their path, where the build put them beside the doors. */
export function scriptFiles(): ReadonlyMap<string, Buffer> {
  const names = ["/tallybeacon.js", "/tallybeacon-hash.js"];
  const built = names.filter((name) => existsSync(new URL(`..${name}`, import.meta.url)));
  return new Map(built.map((name) => [name, readFileSync(new URL(`..${name}`, import.meta.url))]));
}
