import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { client } from "../../../../src/server/dashboard/browser/client.ts";
import { evaluate } from "../../../support/browser-part.ts";

const root = join(import.meta.dirname, "../../../..");
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tallybeacon-extract-"));
  mkdirSync(join(home, "src/server/dashboard/browser"), { recursive: true });
  for (const path of ["src/client", "src/server/dashboard/extract-client.mjs"]) {
    cpSync(join(root, path), join(home, path), { recursive: true });
  }
});
afterEach(() => rmSync(home, { recursive: true }));

const target = () => join(home, "src/server/dashboard/browser/client.ts");
const source = () => join(home, "src/client/create-client.ts");

function install(): void {
  mkdirSync(join(home, "node_modules"));
  symlinkSync(join(root, "node_modules/typescript"), join(home, "node_modules/typescript"));
}

/** Runs from another folder, as npm may; gives what was written, or throws what was printed. */
function extract(): string {
  const script = join(home, "src/server/dashboard/extract-client.mjs");
  execFileSync(process.execPath, [script], { cwd: tmpdir(), stdio: "pipe" });
  return readFileSync(target(), "utf8");
}

describe("extract-client.mjs", () => {
  test("has written the client as it is in the sources: run `npm run build` where it has not", () => {
    install();
    expect(extract()).toContain(JSON.stringify(client));
  });

  test("writes JavaScript that asks a server, and adds one name to its surroundings", async () => {
    expect(client).not.toMatch(/^(import|export)\b/m);
    const { createClient } = evaluate<typeof import("../../../../src/client/create-client.ts")>(
      [client, "const send = 1, ask = 2, parse = 3, failure = 4;"],
      ["createClient"],
    );
    const fetch = async (url: URL) => Response.json({ path: url.pathname + url.search });
    const { keys } = createClient({ url: "http://count.example", fetch });
    expect(await keys({ range: "24h" })).toEqual({ path: "/keys?range=24h" });
  });

  test("leaves a file that is already right untouched, and mends one that is not", () => {
    install();
    const written = extract();
    const { mtimeMs } = statSync(target());
    extract();
    expect(statSync(target()).mtimeMs).toBe(mtimeMs);
    writeFileSync(target(), "export const client = '';");
    expect(extract()).toBe(written);
  });

  test("fails when the client needs more than itself", () => {
    install();
    const text = readFileSync(source(), "utf8");
    writeFileSync(
      source(),
      `import { a } from "../core/limits.ts";\n${text}\nexport const b = a;\n`,
    );
    expect(extract).toThrow("src/client/create-client.ts must stand alone, but has: import { a }");
  });

  test("fails when the client does not compile", () => {
    install();
    writeFileSync(source(), "export function createClient( {");
    expect(extract).toThrow();
    expect(existsSync(target())).toBe(false);
  });

  test("does nothing where no compiler is installed, as nothing is built there", () => {
    expect(extract).toThrow(/ENOENT/);
  });
});
