import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { xxhash32Base64 } from "../../../src/hash/xxhash32-bytes.ts";

const script = join(import.meta.dirname, "../../../src/hash/extract-bytes.mjs");
const binary = Buffer.from("not a real module, but what the package has");
const published = createHash("sha1").update(binary).digest("hex").slice(0, 8);
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tallybeacon-extract-"));
  mkdirSync(join(home, "src/hash"), { recursive: true });
  cpSync(script, join(home, "src/hash/extract-bytes.mjs"));
});
afterEach(() => rmSync(home, { recursive: true }));

function install(source: string): void {
  const dist = join(home, "node_modules/hash-wasm/dist");
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, "../package.json"), '{ "name": "hash-wasm", "version": "9.9.9" }');
  writeFileSync(join(dist, "xxhash32.umd.min.js"), source);
}

function entry(hash: string): string {
  return `var t={name:"xxhash32",data:"${binary.toString("base64")}",hash:"${hash}"};`;
}

/** Runs from another folder, as npm may; gives what was written, or throws what was printed. */
function extract(): string {
  execFileSync(process.execPath, [join(home, "src/hash/extract-bytes.mjs")], {
    cwd: tmpdir(),
    stdio: "pipe",
  });
  return readFileSync(target(), "utf8");
}

const target = () => join(home, "src/hash/xxhash32-bytes.ts");
const file = () => join(home, "src/hash/xxhash32.wasm");

describe("extract-bytes.mjs", () => {
  test("has written the binary of the installed hash-wasm, whose published hash is b857aa2d", () => {
    const bytes = Buffer.from(xxhash32Base64, "base64");
    expect(bytes.subarray(0, 4)).toEqual(Buffer.from("\0asm"));
    expect(createHash("sha1").update(bytes).digest("hex")).toMatch(/^b857aa2d/);
  });

  test("writes the bytes it finds, with where they are from", () => {
    install(entry(published));
    const written = extract();
    expect(written).toContain(`"${binary.toString("base64")}"`);
    expect(written).toContain("hash-wasm 9.9.9");
    expect(written).toContain("MIT");
    expect(readFileSync(file())).toEqual(binary);
  });

  test("leaves a file that is already right untouched, and mends one that is not", () => {
    install(entry(published));
    const written = extract();
    const { mtimeMs } = statSync(target());
    const made = statSync(file()).mtimeMs;
    extract();
    expect(statSync(target()).mtimeMs).toBe(mtimeMs);
    expect(statSync(file()).mtimeMs).toBe(made);
    writeFileSync(target(), "export const xxhash32Base64 = '';");
    writeFileSync(file(), "");
    expect(extract()).toBe(written);
    expect(readFileSync(file())).toEqual(binary);
  });

  test("fails when the bytes are not those that the package publishes", () => {
    install(entry("00000000"));
    expect(extract).toThrow(`publishes 00000000 for its xxHash32, but it is ${published}`);
  });

  test("fails when the package has no such binary", () => {
    install("var t={};");
    expect(extract).toThrow("hash-wasm 9.9.9 has no xxHash32 binary");
  });
});
