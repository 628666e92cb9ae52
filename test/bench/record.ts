// What one count costs beside a bare Map, in whatever runs it.
import type { createCollector } from "../../src/collector/collector.ts";
import { type Figure, median } from "./figure.ts";

const KEYS = 1_000;
const TURNS = 400;
const ROUNDS = 40;
const WARM_UP = 15;

/** One `increment` over 1,000 known keys, and one `inc` of a bound handle, against `map.set(k, (map.get(k) ?? 0) + 1)`. */
export function measureRecord(create: typeof createCollector, where: string): Figure[] {
  // Names of members are what literals in a page are: flat, and one string for each text.
  const keys = Object.keys(
    Object.fromEntries(Array.from({ length: KEYS }, (_, i) => [`shop.section.${i}.clicks`, i])),
  );
  const map = new Map<string, number>();
  // Consent as the script tag asks for it; what a function of the page's own costs is the page's.
  const tally = create({ endpoint: "http://localhost/", disabledKeys: ["ua", "referrer"] });
  const views = tally.counter("page.view");

  const bare = loop<typeof map>("target.set(key, (target.get(key) ?? 0) + 1)");
  const increment = loop<typeof tally>("target.increment(key)");
  const bound = loop<typeof views>("target.inc()");

  const ratios: { increment: number; bound: number }[] = [];
  let counted = 0;
  for (let round = 0; round < ROUNDS; round++) {
    if (round < WARM_UP) {
      // As after an update was sealed: handles look for their key again, and keys are made anew.
      tally.reset();
      increment(keys, tally, 1);
      counted = 0;
    }
    const times = { bare: 0, increment: 0, bound: 0 };
    const sides = [
      () => (times.bare = bare(keys, map, TURNS)),
      () => (times.increment = increment(keys, tally, TURNS)),
      // More turns, since the clocks of browsers are coarse.
      () => (times.bound = bound(keys, views, TURNS * 4) / 4),
    ];
    for (const side of round % 2 ? sides : sides.reverse()) side();
    counted += KEYS * TURNS * 4;
    if (round >= WARM_UP) {
      ratios.push({ increment: times.increment / times.bare, bound: times.bound / times.bare });
    }
  }
  const found = tally.snapshot().data["page.view"];
  if (found !== counted) throw new Error(`counted ${found} instead of ${counted}`);

  return [
    {
      name: `increment over 1,000 keys, times a bare Map, ${where}`,
      measured: median(ratios.map(({ increment }) => increment)),
      unit: "x",
      bound: 1,
    },
    {
      name: `inc of a bound handle, times a bare Map, ${where}`,
      measured: median(ratios.map(({ bound }) => bound)),
      unit: "x",
      bound: 0.15,
    },
  ];
}

// A function of its own for each side, because V8 shares what it learnt between closures of one source.
function loop<T>(body: string): (keys: string[], target: T, turns: number) => number {
  return new Function(
    "keys",
    "target",
    "turns",
    `const start = performance.now();
    for (let turn = 0; turn < turns; turn++)
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index];
        ${body};
      }
    return performance.now() - start;`,
  ) as (keys: string[], target: T, turns: number) => number;
}
