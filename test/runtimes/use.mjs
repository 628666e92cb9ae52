// What a user does with the installed package, in any runtime and any page: counts, sends, asks, hashes.
import { createCollector, fastHash, fetchTransport, memoryStorage } from "tallybeacon";
import { createClient } from "tallybeacon/client";

/** Digests as hash-wasm gives them, of texts on either side of where WebAssembly is asked for. */
const DIGESTS = [
  ["a", "550d7456"],
  ["x".repeat(511), "7adcc0b1"],
  ["x".repeat(512), "9faaf9ea"],
  ["x".repeat(100_000), "dc31fc23"],
  ["€😀".repeat(20_000), "2c87b1d1"],
];

/** Counts against the server at `url` until it is stopped, and gives the totals that the server has then. */
export async function count(url) {
  const troubles = [];
  const tally = createCollector({
    endpoint: `${url}/v1/update`,
    storage: memoryStorage(),
    onError: (error) => troubles.push(String(error)),
  });
  tally.start();
  for (let lap = 0; lap < 100; lap++) tally.increment("run.lap");
  const flushed = await tally.flush();
  tally.increment("run.lap");
  tally.add("run.length", 4_200);
  const stopped = await tally.stop();
  const { keys } = await createClient({ url }).keys();
  const totals = Object.fromEntries(keys.map(({ key, total }) => [key, total]));
  equal([troubles, tally.snapshot().pending, tally.snapshot().dropped], [[], [], {}]);
  equal(totals, { "run.lap": 101, "run.length": 4_200 });
  return { totals, sent: flushed.sent + stopped.sent };
}

/** What comes of an update to an address that has moved: nothing is to follow it there. */
export async function redirected(url) {
  return fetchTransport()(`${url}/moved`, "{}").then(
    ({ status }) => `an answer, ${status}`,
    () => "no answer",
  );
}

/** Hashes before WebAssembly is there and afterwards; says what the runtime made of it. */
export async function hash() {
  const { Module } = WebAssembly;
  let wasm = "never asked for";
  WebAssembly.Module = new Proxy(Module, {
    construct(target, parameters) {
      wasm = "refused";
      const module = Reflect.construct(target, parameters);
      wasm = "compiled";
      return module;
    },
  });
  try {
    digest();
    for (let tries = 0; wasm === "never asked for" && tries < 500; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    digest();
    return wasm;
  } finally {
    WebAssembly.Module = Module;
  }
}

function digest() {
  const encoder = new TextEncoder();
  for (const [text, wanted] of DIGESTS) {
    equal([fastHash(text), fastHash(encoder.encode(text))], [wanted, wanted]);
  }
}

function equal(found, wanted) {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${left} is not ${right}`);
}
