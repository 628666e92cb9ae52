// A `.wasm` file as wrangler has Workers import it: a module whose default export is compiled already.
import { readFileSync } from "node:fs";

/** JavaScript that exports the file at `path` as a `WebAssembly.Module`. */
export function wasmModule(path: string | URL): string {
  const base64 = readFileSync(path).toString("base64");
  return `export default new WebAssembly.Module(Buffer.from("${base64}", "base64"));`;
}
