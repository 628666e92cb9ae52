// A folder that goes when the test is over.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Makes one; `path` names something in it. */
export function testFolder(): { readonly folder: string; path(name: string): string } {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, path: (name) => join(folder, name) };
}
