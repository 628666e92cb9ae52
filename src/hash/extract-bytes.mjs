// Takes hash-wasm's own xxHash32 binary out of the installed package and writes it beside itself, twice: as text into
// xxhash32-bytes.ts, and as xxhash32.wasm for Workers, which compile no bytes but take modules.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { version } = require("hash-wasm/package.json");
const source = readFileSync(require.resolve("hash-wasm/dist/xxhash32.umd.min.js"), "utf8");

const found = /\{name:"xxhash32",data:"([\w+/=]+)",hash:"([\da-f]{8})"\}/.exec(source);
if (!found) throw new Error(`hash-wasm ${version} has no xxHash32 binary where 4.13.0 had it`);
const [, base64, published] = found;

const binary = Buffer.from(base64, "base64");
const actual = createHash("sha1").update(binary).digest("hex").slice(0, 8);
if (actual !== published) {
  throw new Error(
    `hash-wasm ${version} publishes ${published} for its xxHash32, but it is ${actual}`,
  );
}

/** An untouched file keeps its time, and builds that watch it stay asleep. */
function put(name, content) {
  const target = new URL(name, import.meta.url);
  if (!existsSync(target) || !readFileSync(target).equals(content)) writeFileSync(target, content);
}

put("xxhash32.wasm", binary);
put(
  "xxhash32-bytes.ts",
  Buffer.from(`/*! xxHash32 of hash-wasm ${version} (c) Dani Biro, MIT; sha1 ${published}; taken by extract-bytes.mjs */
export const xxhash32Base64: string =
  "${base64}";
`),
);
