// Bundles the compiled library into the script-tag file and its hash chunk; never sees TypeScript.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";

const hashChunk = fileURLToPath(new URL("dist/hash/wasm.js", import.meta.url));

// Inlined bodies are repeated bodies: brotli would rather have the calls.
const minify = { ecma: 2020, compress: { passes: 3, inline: 1 } };
const module = { module: true };
// On an IIFE terser's `module` would drop the variable that is the global. The comment has Chromium compile all of the
// script while it arrives, beside the main thread, in place of each function there and then when it is first called.
const script = { format: { preamble: "//# allFunctionsCalledOnLoad" } };

const bundle = (input, external, output) => ({
  input,
  external,
  output,
  plugins: [
    resolve(),
    terser({ ...minify, ...(output.format === "iife" ? script : module) }),
    integrity,
  ],
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
  bundle(hashChunk, [], { file: "dist/tallybeacon-hash.js", format: "es" }),
  bundle("dist/script.js", [hashChunk], { file: "dist/tallybeacon.js", format: "iife", paths }),
];
