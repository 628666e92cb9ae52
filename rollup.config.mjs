// Bundles the compiled library into the script-tag file and its hash chunk; never sees TypeScript.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";

const hashChunk = fileURLToPath(new URL("dist/hash/wasm.js", import.meta.url));

const bundle = (input, external, output) => ({
  input,
  external,
  output,
  // On an IIFE terser's `module` would drop the variable that is the global.
  plugins: [
    resolve(),
    terser({ module: output.format === "es", ecma: 2020, compress: { passes: 3 } }),
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
