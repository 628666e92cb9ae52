// The keyed buffer and the laws of its verbs.
import { describe, expect, test } from "vitest";
import {
  add,
  append,
  appendUnique,
  type Buffer,
  callsOf,
  purge,
  set,
  setNested,
  toData,
} from "../../../src/collector/buffer.ts";
import type { DropReason } from "../../../src/core/errors.ts";
import { MAX_KEY_CHARS } from "../../../src/core/limits.ts";
import { emptyBuffer } from "../../support/buffer.ts";

const VERBS = { add, set, setNested, append, appendUnique };
type Call = readonly [verb: keyof typeof VERBS, ...args: unknown[]];

/** Runs calls; returns why each was refused. */
function run(on: Buffer, calls: readonly Call[]): (DropReason | undefined)[] {
  return calls.map(([verb, ...args]) => VERBS[verb](on, ...(args as [never, never, never])));
}

describe("what the verbs make of a key", () => {
  test.for<[string, Call[], unknown]>([
    ["add starts at the amount", [["add", "k", 5]], 5],
    [
      "add adds",
      [
        ["add", "k", 5],
        ["add", "k", -7],
        ["add", "k", 0],
      ],
      -2,
    ],
    [
      "set replaces",
      [
        ["set", "k", [1]],
        ["set", "k", "x"],
        ["set", "k", null],
      ],
      null,
    ],
    [
      "set replaces any kind",
      [
        ["appendUnique", "k", 1],
        ["set", "k", 2],
      ],
      2,
    ],
    [
      "add goes on from a whole number that was set",
      [
        ["set", "k", 5],
        ["add", "k", 1],
      ],
      6,
    ],
    [
      "setNested puts under subkeys",
      [
        ["setNested", "k", "a", 1],
        ["setNested", "k", "b", [2]],
      ],
      { a: 1, b: [2] },
    ],
    [
      "setNested replaces a subkey",
      [
        ["setNested", "k", "a", 1],
        ["setNested", "k", "a", 2],
      ],
      { a: 2 },
    ],
    [
      "setNested goes on from an object that was set",
      [
        ["set", "k", { a: 1 }],
        ["setNested", "k", "b", 2],
      ],
      { a: 1, b: 2 },
    ],
    [
      "append keeps order and repetition",
      [
        ["append", "k", 2],
        ["append", "k", 1],
        ["append", "k", 2],
      ],
      [2, 1, 2],
    ],
    [
      "append goes on from a list that was set",
      [
        ["set", "k", ["a"]],
        ["append", "k", "b"],
      ],
      ["a", "b"],
    ],
    [
      'appendUnique counts members, of which 1, "1", true and null are four',
      [1, "1", true, null, 1, "1", 1].map((value): Call => ["appendUnique", "k", value]),
      [
        { value: 1, count: 3 },
        { value: "1", count: 2 },
        { value: true, count: 1 },
        { value: null, count: 1 },
      ],
    ],
    [
      "appendUnique takes -0 for 0",
      [
        ["appendUnique", "k", 0],
        ["appendUnique", "k", -0],
      ],
      [{ value: 0, count: 2 }],
    ],
  ])("%s", ([, calls, value]) => {
    const held = emptyBuffer();
    expect(run(held, calls)).toEqual(calls.map(() => undefined));
    expect(toData(held.cells)).toEqual({ k: value });
    expect([...held.cells.values()].map((cell) => callsOf(cell))).toEqual([calls.length]);
  });
});

describe("a key that holds another kind refuses, and stays as it was:", () => {
  const made: Record<string, Call> = {
    count: ["add", "k", 1],
    map: ["setNested", "k", "a", 1],
    list: ["append", "k", 1],
    set: ["appendUnique", "k", 1],
    "null that was set": ["set", "k", null],
    "text that was set": ["set", "k", "x"],
    "fraction that was set": ["set", "k", 1.5],
    "list that was set": ["set", "k", [1]],
    "object that was set": ["set", "k", { a: 1 }],
  };
  const goesOn = ["add on count", "setNested on map", "append on list", "appendUnique on set"];
  const adopts = ["append on list that was set", "setNested on object that was set"];
  const verbs: Call[] = [
    ["add", "k", 1],
    ["setNested", "k", "b", 1],
    ["append", "k", 1],
    ["appendUnique", "k", 2],
  ];
  const pairs = Object.entries(made)
    .flatMap(([kind, first]) =>
      verbs.map((second) => [`${second[0]} on ${kind}`, first, second] as const),
    )
    .filter(([name]) => ![...goesOn, ...adopts].includes(name));

  test.for(pairs)("%s", ([, first, second]) => {
    const held = emptyBuffer();
    run(held, [first]);
    const before = structuredClone(held.cells);
    expect(run(held, [second])).toEqual(["key-type"]);
    expect(held.cells).toEqual(before);
    expect(held.items).toBe(1);
  });
});

describe("what is refused", () => {
  test.for<[string, Call]>([
    ["an amount that is NaN", ["add", "k", Number.NaN]],
    ["an amount with a fraction", ["add", "k", 0.5]],
    ["an amount that is text", ["add", "k", "1"]],
    ["no amount", ["add", "k"]],
    ["an amount beyond what adding one changes", ["add", "k", 2 ** 53]],
    ["a value that JSON would lose", ["set", "k", Number.NaN]],
    ["a nested value that JSON would lose", ["setNested", "k", "a", () => {}]],
    ["an element that JSON would lose", ["append", "k", undefined]],
    ["a member with parts", ["appendUnique", "k", {}]],
    ["a member that is NaN", ["appendUnique", "k", Number.NaN]],
    ["a key that is no text", ["add", 5, 1]],
    ["a key that is an object", ["set", {}, 1]],
    ["a key that is a symbol", ["append", Symbol("k"), 1]],
    ["a key that is too long", ["add", "k".repeat(MAX_KEY_CHARS + 1), 1]],
  ])("%s", ([, call]) => {
    const held = emptyBuffer();
    expect(run(held, [call])).toEqual(["bad-value"]);
    expect([held.cells.size, held.items]).toEqual([0, 0]);
  });

  test("a sum beyond 2^53, where adding one changes nothing", () => {
    const held = emptyBuffer();
    const most = Number.MAX_SAFE_INTEGER;
    expect(
      run(held, [
        ["add", "k", most],
        ["add", "k", 1],
      ]),
    ).toEqual([undefined, "bad-value"]);
    expect(toData(held.cells)).toEqual({ k: most });
  });

  test("a bad value leaves what the key held", () => {
    const held = emptyBuffer();
    run(held, [
      ["set", "v", 1],
      ["append", "l", 1],
      ["setNested", "m", "a", 1],
      ["add", "n", 1],
    ]);
    const before = toData(held.cells);
    const bad = Number.NaN;
    expect(
      run(held, [
        ["set", "v", bad],
        ["append", "l", bad],
        ["setNested", "m", "a", bad],
        ["add", "n", bad],
      ]),
    ).toEqual(["bad-value", "bad-value", "bad-value", "bad-value"]);
    expect(toData(held.cells)).toEqual(before);
  });

  test("new keys that are forbidden, and everything once stopped", () => {
    const held = emptyBuffer({ never: ["a"], off: ["b"] });
    expect(
      run(held, [
        ["add", "a:x", 1],
        ["set", "b", 1],
        ["append", "c", 1],
      ]),
    ).toEqual(["disabled", "disabled", undefined]);
    expect(run(emptyBuffer({ stopped: true }), [["add", "a", 1]])).toEqual(["stopped"]);
  });
});

describe("the limit", () => {
  test.for<[string, Call[], number]>([
    [
      "a count is one item",
      [
        ["add", "k", 1],
        ["add", "k", 1],
      ],
      1,
    ],
    ["a value is one, however large", [["set", "k", [1, 2, 3]]], 1],
    [
      "each subkey is one",
      [
        ["setNested", "k", "a", 1],
        ["setNested", "k", "b", 1],
        ["setNested", "k", "a", 2],
      ],
      2,
    ],
    [
      "each element is one",
      [
        ["append", "k", 1],
        ["append", "k", 1],
      ],
      2,
    ],
    [
      "each distinct member is one",
      [
        ["appendUnique", "k", 1],
        ["appendUnique", "k", 1],
        ["appendUnique", "k", 2],
      ],
      2,
    ],
    [
      "set gives back what it replaces",
      [
        ["append", "k", 1],
        ["append", "k", 1],
        ["set", "k", 1],
      ],
      1,
    ],
  ])("%s", ([, calls, items]) => {
    const held = emptyBuffer();
    run(held, calls);
    expect(held.items).toBe(items);
  });

  test("when reached refuses what is new, and still takes what is known", () => {
    const held = emptyBuffer({ maxItems: 5 });
    run(held, [
      ["add", "n", 1],
      ["set", "v", 1],
      ["setNested", "m", "a", 1],
      ["append", "l", 1],
      ["appendUnique", "s", 1],
    ]);
    const known: Call[] = [
      ["add", "n", 1],
      ["set", "v", [2]],
      ["setNested", "m", "a", 2],
      ["appendUnique", "s", 1],
    ];
    const fresh: Call[] = [
      ["add", "n2", 1],
      ["set", "v2", 1],
      ["setNested", "m", "b", 1],
      ["append", "l", 2],
      ["appendUnique", "s", 2],
      ["setNested", "m2", "a", 1],
      ["append", "l2", 1],
      ["appendUnique", "s2", 1],
    ];
    expect(run(held, fresh)).toEqual(fresh.map(() => "buffer-full"));
    expect(run(held, known)).toEqual(known.map(() => undefined));
    expect(held.items).toBe(5);
    expect(toData(held.cells)).toEqual({
      n: 2,
      v: [2],
      m: { a: 2 },
      l: [1],
      s: [{ value: 1, count: 2 }],
    });
  });
});

test("purging forgets all keys but those that are kept, gives their items back and tells how many calls went", () => {
  const held = emptyBuffer();
  run(held, [
    ["append", "a", 1],
    ["append", "a", 2],
    ["add", "a:x", 1],
    ["add", "b", 1],
  ]);
  const cells = [...held.cells.values()];
  expect(purge(held, (key) => !key.startsWith("a"))).toBe(3);
  expect([held.items, [...held.cells.keys()]]).toEqual([1, ["b"]]);
  expect(cells.map(({ live }) => live)).toEqual([false, false, true]);
});

test("keys and subkeys may be named like members of every object", () => {
  const held = emptyBuffer();
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  for (const name of names) {
    run(held, [
      ["add", name, 1],
      ["setNested", "map", name, name],
      ["appendUnique", "set", name],
    ]);
  }
  const data = toData(held.cells);
  expect(Object.keys(data).sort()).toEqual([...names, "map", "set"].sort());
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  expect(Object.keys(data["map"] as object)).toEqual(names);
});

describe("the caller's own", () => {
  const verbs: Record<string, (held: Buffer, value: never) => unknown> = {
    set: (held, value) => set(held, "k", value),
    setNested: (held, value) => setNested(held, "k", "a", value),
    append: (held, value) => append(held, "k", value),
  };
  test.for(Object.entries(verbs))("value of %s is neither watched nor changed", ([, verb]) => {
    const held = emptyBuffer();
    const mine = { list: [1] };
    verb(held, mine as never);
    const before = JSON.stringify(toData(held.cells));
    mine.list.push(2);
    expect(JSON.stringify(toData(held.cells))).toBe(before);
  });

  test("list or object is not extended after it was set", () => {
    const held = emptyBuffer();
    const [list, object] = [[1], { a: 1 }];
    run(held, [
      ["set", "l", list],
      ["append", "l", 2],
      ["set", "m", object],
      ["setNested", "m", "b", 2],
    ]);
    expect([list, object]).toEqual([[1], { a: 1 }]);
    expect(toData(held.cells)).toEqual({ l: [1, 2], m: { a: 1, b: 2 } });
  });
});
