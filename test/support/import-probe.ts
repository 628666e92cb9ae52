// Imports the modules named on its command line and prints every platform global that importing them read.
import { registerHooks } from "node:module";
import { wasmModule } from "./wasm-module.ts";

const WATCHED = [
  ["fetch", "navigator", "crypto", "document", "window", "location", "indexedDB", "caches"],
  ["localStorage", "sessionStorage", "performance", "Date", "setTimeout", "setInterval"],
  ["queueMicrotask", "BroadcastChannel", "addEventListener", "WebAssembly", "process", "console"],
].flat();

const DURABLE_OBJECT = encodeURIComponent("export class DurableObject {}");
const { argv, stdout } = process;
const here = new URL(".", import.meta.url).href;
const touched = new Set<string>();

function note(name: string): void {
  const frames = (new Error().stack ?? "").split("\n").filter((line) => line.includes("file:"));
  const frame = frames.find((line) => !line.includes(here) && !line.includes(".wasm:"));
  // Without a file it was the platform itself: node:http reads performance when it is first imported.
  if (frame) touched.add(`${/[^/]+\/[^/]+:\d+/.exec(frame)?.[0]} reads ${name} when imported`);
}

// What a bundler compiles before anything runs, and what the runtime of Workers brings along.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== "cloudflare:workers") return next(specifier, context);
    return { url: `data:text/javascript,${DURABLE_OBJECT}`, shortCircuit: true };
  },
  load(url, context, next) {
    if (!url.endsWith(".wasm")) return next(url, context);
    return { format: "module", source: wasmModule(new URL(url)), shortCircuit: true };
  },
});

for (const name of WATCHED) {
  const real = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      note(name);
      return real?.get ? real.get.call(globalThis) : real?.value;
    },
  });
}
const chance = Math.random;
Math.random = () => {
  note("Math.random");
  return chance();
};

for (const module of argv.slice(2)) await import(module);
stdout.write([...touched].join("\n"));
