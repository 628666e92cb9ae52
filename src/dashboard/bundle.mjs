// Build only. Compiles and bundles the dashboard into what the server hands out: writes src/server/dashboard/assets.ts.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const target = path("../server/dashboard/assets.ts");
const compiled = path("../../node_modules/.cache/tallybeacon");

/** The compiler, or nothing where only what runs is installed: nothing is built there. */
function findCompiler() {
  try {
    const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
    return join(dirname(manifest), "bin/tsc");
  } catch {
    return undefined;
  }
}

/**
 * What uPlot hands out as its own properties would all stay: of it the charts use two ways to draw. They write times in
 * the reader's words, not in its own.
 */
const fewerOfPlot = {
  name: "fewer-of-plot",
  transform: (code, id) =>
    id.endsWith("/uPlot.esm.js")
      ? code
          .replace(/^\s*\(?(uPlot|paths)\.(?!linear|bars)\w+ *= \w+\)?;$/gm, "")
          .replace(/^const (days|months)3? = [^;]*;$/gm, "")
          .replace(/^const (engNames|subs) = \{[\s\S]*?^\};$/gm, "")
          .replace(/^function fmtDate\([\s\S]*?^\}$/m, "function fmtDate() {}")
      : null,
};

async function bundleScript() {
  const [{ rollup }, { default: resolve }, { default: terser }] = await Promise.all([
    import("rollup"),
    import("@rollup/plugin-node-resolve"),
    import("@rollup/plugin-terser"),
  ]);
  const bundle = await rollup({
    input: join(compiled, "dashboard/main.jsx"),
    // Lighter than what the compiler makes of it: each child is an argument, and none is named `children`.
    jsx: { mode: "classic", factory: "h", fragment: "Fragment", importSource: "preact" },
    plugins: [
      resolve(),
      fewerOfPlot,
      terser({ module: true, ecma: 2020, compress: { passes: 3 } }),
    ],
    onwarn({ message }) {
      throw new Error(message);
    },
  });
  const { output } = await bundle.generate({ format: "es" });
  return output[0].code;
}

async function bundleStyle() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [path("style/style.css")],
    bundle: true,
    minify: true,
    write: false,
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** Named by what is in it, so that browsers may keep it for good. */
function asset(text, ending) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return { name: `dashboard-${hash}.${ending}`, text };
}

const tsc = findCompiler();
if (tsc) {
  rmSync(compiled, { recursive: true, force: true });
  execFileSync(process.execPath, [tsc, "-p", path("."), "--noCheck", "--jsx", "preserve"], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [script, style] = await Promise.all([bundleScript(), bundleStyle()]);
  const content = `// The dashboard as the browser gets it, made of src/dashboard/ by its bundle.mjs.

/** A file that is named by what is in it. */
export interface Asset {
  readonly name: string;
  readonly text: string;
}

/** All of its script. */
export const script: Asset = ${JSON.stringify(asset(script, "js"))};

/** All of its style sheet. */
export const style: Asset = ${JSON.stringify(asset(style, "css"))};
`;
  // An untouched file keeps its time, and builds that watch it stay asleep.
  if (!existsSync(target) || readFileSync(target, "utf8") !== content) {
    writeFileSync(target, content);
  }
}
