// Bundles the compiled library into the script-tag file and its hash chunk; never sees TypeScript.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { unbox } from "./src/collector/unbox.mjs";

const path = (name) => fileURLToPath(new URL(`dist/${name}`, import.meta.url));
const hashChunk = path("hash/wasm.js");
const errors = path("core/errors.js");

const minify = {
  ecma: 2020,
  // Inlined bodies are repeated bodies: brotli would rather have the calls. Nobody looks at a function's prototype.
  compress: { passes: 3, inline: 1, unsafe_arrows: true, unsafe_methods: true },
  // Members of cells (src/collector/buffer.ts) and of what the hot verbs read. Some are names of the platform, too.
  mangle: { properties: { builtins: true, regex: /^(cell|held|isPublic|kind|live|more|weight)$/ } },
  format: { preserve_annotations: true },
};
const module = { ...minify, module: true };
// On an IIFE terser's `module` would drop the variable that is the global. The comment has Chromium compile all of the
// script while it arrives, beside the main thread, in place of each function there and then when it is first called.
const script = { ...minify, format: { preamble: "//# allFunctionsCalledOnLoad" } };

const bundle = (input, external, output) => ({
  input,
  external,
  output,
  plugins: [resolve(), unbox, terser(output.format === "iife" ? script : module), integrity],
  onwarn({ message }) {
    throw new Error(message);
  },
});

const integrity = {
  name: "integrity",
  writeBundle(_options, files) {
    for (const { fileName, code } of Object.values(files)) {
      const digest = createHash("sha384").update(code).digest("base64");
      console.log(`dist/${fileName}  integrity="sha384-${digest}"`);
    }
  },
};

const paths = { [hashChunk]: "./tallybeacon-hash.js" };
export default [
  bundle(hashChunk, [], { file: path("tallybeacon-hash.js"), format: "es" }),
  bundle(path("script.js"), [hashChunk], { file: path("tallybeacon.js"), format: "iife", paths }),
  // In place of the modules they were made of, with what both have in one chunk, so that a page has it once. The class of
  // errors stays one with that of the other doors.
  bundle(
    { index: path("index.js"), "report/index": path("report/index.js") },
    [hashChunk, errors],
    {
      dir: path(""),
      format: "es",
      chunkFileNames: "shared.js",
    },
  ),
];
