// Compiles the client that the dashboard asks with: writes browser/client.ts beside itself.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const target = path("browser/client.ts");

/** The compiler, or nothing where only what runs is installed: nothing is built there. */
function findCompiler() {
  try {
    return join(
      dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
      "bin/tsc",
    );
  } catch {
    return undefined;
  }
}

/** What the sources are as JavaScript. Their types are looked at elsewhere. */
function compile(tsc) {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-client-"));
  try {
    const compilerOptions = {
      target: "es2022",
      module: "esnext",
      types: [],
      noCheck: true,
      noResolve: true,
      verbatimModuleSyntax: true,
      removeComments: true,
      rootDir: path("../../client"),
      outDir: folder,
    };
    const project = { compilerOptions, files: [path("../../client/create-client.ts")] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project));
    execFileSync(process.execPath, [tsc, "-p", folder], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    return readFileSync(join(folder, "create-client.js"), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const tsc = findCompiler();
if (tsc) {
  const code = compile(tsc).replace(/^export (?=(async )?function )/gm, "");
  const left = /^(import|export)\b.*/m.exec(code);
  if (left) throw new Error(`src/client/create-client.ts must stand alone, but has: ${left[0]}`);
  // In a scope of its own: the parts of the script share one.
  const part = `const { createClient } = (() => {\n${code}return { createClient };\n})();\n`;
  const content = `// The client as JavaScript, compiled by extract-client.mjs out of src/client/create-client.ts.

/** Browser part. Asks the server. */
export const client: string = ${JSON.stringify(part)};
`;
  // An untouched file keeps its time, and builds that watch it stay asleep.
  if (!existsSync(target) || readFileSync(target, "utf8") !== content) {
    writeFileSync(target, content);
  }
}
