// fastHash beside hash-wasm's synchronous path, in Node and, through `measureHash`, inside a page.
import { createXXHash32 } from "hash-wasm";
import { fastHash } from "../../src/hash/fast-hash.ts";

/** What is asked of hash-wasm's hasher: `await createXXHash32()` fits. */
export interface Hasher {
  init(): Hasher;
  update(input: string | Uint8Array): Hasher;
  digest(): string;
}

/** How many times as fast as hash-wasm `fastHash` was, and what is promised. */
export interface HashFigure {
  readonly name: string;
  readonly ratio: number;
  readonly bound: number;
  readonly atLeast: boolean;
}

/** In Node, against the promise for Node. */
export async function benchHash(): Promise<HashFigure[]> {
  return measureHash(await createXXHash32(), fastHash, 5);
}

/**
 * Measures in whatever runs it, without imports of its own. `textBound` is the promise for 32-character strings:
 * 5 in Node, 10 in Chromium. Takes about four seconds.
 */
export async function measureHash(
  hasher: Hasher,
  fastHash: (input: string | Uint8Array) => string,
  textBound: number,
): Promise<HashFigure[]> {
  const theirs = (input: string | Uint8Array): string => hasher.init().update(input).digest();
  const texts = Array.from({ length: 64 }, (_, index) => letters(32, index));
  // More than fastHash remembers.
  const many = Array.from({ length: 8_000 }, (_, index) => letters(32, 1_000 + index));
  const blocks = Array.from({ length: 4 }, (_, index) => block(65_536, index));

  // What a page has hashed before counts: JITs compile for every kind of string they have seen, not for this one.
  const mixed = [
    ...[0, 3, 8, 17, 120, 1_000].map((length) => letters(length, length)),
    letters(1_000, 1).repeat(70),
    ...["é".repeat(50), "日本語".repeat(9_000), "\u{1F600}".repeat(20), "\ud800x"],
    ...[
      letters(99, 9).slice(40),
      `${letters(30, 1)}${letters(30, 2)}`,
      "日本語abcdefghijklm".slice(3),
    ],
    ...[block(5, 5), block(300, 6), block(20_000, 7)],
  ];
  for (let round = 0; round < 200; round++) {
    for (const input of mixed) {
      if (fastHash(input) !== theirs(input))
        throw new Error(`another digest than hash-wasm's: ${input}`);
    }
    // The first long input asked for WebAssembly; this lets it arrive.
    if (round < 20) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  return [
    {
      name: "fastHash, 64 strings of 32 characters in turn, times hash-wasm",
      ratio: compare(theirs, fastHash, texts, 500),
      bound: textBound,
      atLeast: true,
    },
    {
      name: "fastHash, 8,000 strings of 32 characters in turn, times hash-wasm",
      ratio: compare(theirs, fastHash, many, 2),
      bound: 1.5,
      atLeast: true,
    },
    {
      name: "fastHash, 64 KiB of bytes, times hash-wasm",
      ratio: compare(theirs, fastHash, blocks, 200),
      bound: 1,
      atLeast: true,
    },
  ];
}

// Median over rounds of their time by ours. Each round times both, by turns first, so that drift hits both alike.
function compare<I>(
  theirs: (input: I) => string,
  ours: (input: I) => string,
  inputs: I[],
  repeats: number,
): number {
  const runTheirs = stopwatch<I>("theirs");
  const runOurs = stopwatch<I>("ours");
  const ratios: number[] = [];
  for (let round = 0; round < 50; round++) {
    let before = 0;
    if (round % 2) before = runTheirs(theirs, inputs, repeats);
    const mine = runOurs(ours, inputs, repeats);
    if (round % 2 === 0) before = runTheirs(theirs, inputs, repeats);
    if (round >= 10 && mine > 0) ratios.push(before / mine);
  }
  return ratios.sort((a, b) => a - b)[ratios.length >> 1] ?? 0;
}

type Run<I> = (hash: (input: I) => string, inputs: I[], repeats: number) => number;

// A function of its own for each side, whose source differs because V8 shares what it learnt between equal ones.
function stopwatch<I>(side: string): Run<I> {
  return new Function(
    "hash",
    "inputs",
    "repeats",
    `const ${side} = [];
    const start = performance.now();
    for (let repeat = 0; repeat < repeats; repeat++)
      for (let index = 0; index < inputs.length; index++) ${side}[index] = hash(inputs[index]);
    return performance.now() - start;`,
  ) as Run<I>;
}

function letters(length: number, seed: number): string {
  let state = Math.imul(seed + 1, 2_654_435_761);
  const codes = Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return 97 + ((state >>> 16) % 26);
  });
  return String.fromCharCode(...codes);
}

function block(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + seed * 17) & 255);
}
