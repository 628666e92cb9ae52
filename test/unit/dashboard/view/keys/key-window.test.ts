// The stretch that the key explorer looks at, as addresses ask for it.
import { describe, expect, test } from "vitest";
import {
  endsOf,
  listStepOf,
  listWindowOf,
  secondsOf,
  stepsOf,
  windowOf,
  zoomWords,
} from "../../../../../src/dashboard/view/keys/key-window.ts";

const DAY = 86_400;
const words = (text: string): URLSearchParams => new URLSearchParams(text);

describe("the window of an address", () => {
  test.for([
    ["", { range: "24h", step: 300 }],
    ["range=7d", { range: "7d", step: 3_600 }],
    ["range=99y", { range: "24h", step: 300 }],
    ["range=constructor", { range: "24h", step: 300 }],
    ["range=60d&step=60", { range: "60d", step: 60 }],
    ["range=1h&step=86400", { range: "1h", step: 60 }],
    ["range=24h&step=7", { range: "24h", step: 300 }],
    ["from=1700000040&to=1700007240", { range: "120m", step: 60, to: 1_700_007_240 }],
    ["from=1700000040&to=1700000070", { range: "24h", step: 300 }],
    ["from=1700007240&to=1700000040", { range: "24h", step: 300 }],
    ["from=x&to=1700000040", { range: "24h", step: 300 }],
    [
      "from=1700000000&to=1705184000&step=3600",
      { range: "86460m", step: 3_600, to: 1_705_184_000 },
    ],
    // Each of its buckets is whole.
    ["from=1700000040&to=1700003640&step=300", { range: "65m", step: 300, to: 1_700_003_640 }],
  ] as const)("%s is %o", ([text, window]) => {
    expect(windowOf(words(text))).toEqual(window);
  });

  test("is as long as its range or its zoom", () => {
    expect(secondsOf(words("range=6h"))).toBe(21_600);
    expect(secondsOf(words("range=6h&from=1700000040&to=1700000640"))).toBe(600);
  });
});

describe("lists", () => {
  test.for([
    ["range=7d", 3_600],
    ["range=24h&step=60", 60],
    ["range=30d&step=60", 300],
    ["range=60d&step=60", 900],
    ["range=60d&step=86400", DAY],
    ["range=30m", 60],
    ["range=5m", 300],
  ] as const)("of %s begin where steps of %i s begin", ([text, step]) => {
    expect(listWindowOf(words(text))).toEqual({ ...windowOf(words(text)), step });
    expect(listStepOf(words(text))).toBe(step);
  });

  test("of members are of the zoom, of keys of the whole range", () => {
    const zoom = words("range=7d&from=1700000040&to=1700007240");
    expect(listWindowOf(zoom)).toEqual(windowOf(zoom));
    expect(listStepOf(zoom)).toBe(3_600);
  });
});

describe("steps", () => {
  test.for([
    [900, [60, 300]],
    [DAY, [60, 300, 3_600]],
    [60 * DAY, [60, 300, 3_600, DAY]],
    [400 * DAY, [3_600, DAY]],
  ] as const)("of %i seconds are %o", ([seconds, steps]) => {
    expect(stepsOf(seconds)).toEqual(steps);
  });
});

describe("a zoom", () => {
  const NOW = 1_700_002_000_000;

  test.for([
    [1_700_000_050, 1_700_000_950, { from: "1700000040", to: "1700001000" }],
    [1_700_000_950, 1_700_000_050, { from: "1700000040", to: "1700001000" }],
    [1_700_000_050, 1_700_000_051, { from: "1699999980", to: "1700000100" }],
    // A bucket that is running ends with what has come of it.
    [1_700_001_000, 1_700_002_800, { from: "1700001000", to: "1700002020" }],
    [1_700_001_990, 1_700_002_800, { from: "1700001900", to: "1700002020" }],
  ] as const)("from %i to %i is %o", ([from, to, expected]) => {
    expect(zoomWords(from, to, NOW)).toEqual(expected);
    expect(endsOf(new URLSearchParams(zoomWords(from, to, NOW)))).toEqual({
      from: Number(expected.from),
      to: Number(expected.to),
    });
  });

  test.for([
    ["from=1e30&to=2e30"],
    ["from=8640000000000&to=8640000000060"],
    ["from=60&to=60"],
    ["from=a&to=b"],
  ] as const)("%s is none", ([text]) => {
    expect(endsOf(words(text))).toBeUndefined();
  });
});
