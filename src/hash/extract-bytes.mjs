// Takes hash-wasm's own xxHash32 binary out of the installed package: writes xxhash32-bytes.ts beside itself.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { version } = require("hash-wasm/package.json");
const source = readFileSync(require.resolve("hash-wasm/dist/xxhash32.umd.min.js"), "utf8");

const found = /\{name:"xxhash32",data:"([\w+/=]+)",hash:"([\da-f]{8})"\}/.exec(source);
if (!found) throw new Error(`hash-wasm ${version} has no xxHash32 binary where 4.13.0 had it`);
const [, base64, published] = found;

const actual = createHash("sha1").update(Buffer.from(base64, "base64")).digest("hex").slice(0, 8);
if (actual !== published) {
  throw new Error(
    `hash-wasm ${version} publishes ${published} for its xxHash32, but it is ${actual}`,
  );
}

const target = new URL("xxhash32-bytes.ts", import.meta.url);
const content = `/*! xxHash32 of hash-wasm ${version} (c) Dani Biro, MIT; sha1 ${published}; taken by extract-bytes.mjs */
export const xxhash32Base64: string =
  "${base64}";
`;
// An untouched file keeps its time, and builds that watch it stay asleep.
if (!existsSync(target) || readFileSync(target, "utf8") !== content) writeFileSync(target, content);
