// The build's plugin that takes the record `state` apart: what it makes does what was written, or is not made.
import { parseAst } from "rollup/parseAst";
import { describe, expect, test } from "vitest";

/** Plain JavaScript, as Rollup's configuration is. */
const { unbox }: { unbox: Plugin } = await import(
  new URL("../../../src/collector/unbox.mjs", import.meta.url).href
);
interface Plugin {
  renderChunk(this: { parse: typeof parseAst }, code: string): { code: string } | null;
}

/** A bundle as the collector's, in little. `use` stands in a function that has the record. */
const bundle = (use = "", record = "") => `
  const scale = 10;
  function add(state, key, more = state.step) {
    const { sums, limit } = state;
    if (state.calls++ < limit) sums.set(key, (sums.get(key) ?? 0) + scale * more);
    ${use}
    state.last ??= key;
    return state.tell?.(key);
  }
  function twice(state, key) { return [add(state, key), add(state, key)]; }
  function createState(options) {
    const { step = 1, scale } = options;
    if (scale) throw new Error("scale " + scale);
    return { ...options, sums: new Map(), calls: 0, step, ${record} };
  }
  function createCollector(options) {
    const state = createState(options);
    const verb = (run) => (key, ...rest) => run(state, key, ...rest);
    return {
      add: verb(add),
      twice: (key) => twice(state, key),
      look: () => [[...state.sums], state.calls, state.last],
    };
  }
  return createCollector;`;

interface Small {
  add(key: string, more?: number): unknown;
  twice(key: string): unknown;
  look(): unknown;
}
type Create = (options: Readonly<Record<string, unknown>>) => Small;

const boxed = (code: string): string => `(function () {${code}})();`;
const unboxed = (code: string): string =>
  unbox.renderChunk.call({ parse: parseAst }, boxed(code))?.code ?? "";
const run = (code: string): Create => new Function(`return ${code}`)() as Create;

/** All that is seen of two collectors that were made by `create`. */
function seen(create: Create): unknown {
  const told: unknown[] = [];
  const one = create({ limit: 4, step: 2, tell: (key: string) => told.push(key) });
  const other = create({ limit: 9 });
  const answers = [one.add("a"), one.add("b", 5), one.twice("a"), one.add("c"), other.twice("z")];
  return { answers, told, looks: [one.look(), other.look()] };
}

describe("a bundle without its record", () => {
  test("does what it did before", () => {
    expect(seen(run(unboxed(bundle())))).toEqual(seen(run(boxed(bundle()))));
  });

  test("has no record any more", () => {
    expect(unboxed(bundle())).not.toMatch(/\bstate\b/);
  });
});

test("a bundle that has no collector stays as it is", () => {
  expect(unboxed("return 1")).toBe("");
});

test.for([
  ["is given away in another place than the first", "keep(key, state)"],
  ["is the parameter of an arrow function", "const later = (state) => state.calls;"],
  ["gets a second name", "const other = state;"],
  ["is a member's value", "const both = { state };"],
  ["is spread", "const copy = { ...state };"],
  ["has members whose names are computed", "state[key] = 1;"],
  ["has members with defaults", "const { tell = add } = state;"],
])("no bundle is made of code in which the record %s", ([, use]) => {
  expect(() => unboxed(bundle(use))).toThrow(/^unbox: /);
});

test("what is thrown while the record is made is thrown by createCollector", () => {
  expect(() => run(unboxed(bundle()))({ scale: 2 })).toThrow("scale 2");
});

test("no bundle is made of a record whose options have another name where it is made", () => {
  const other = bundle().replace(
    "createState(options) {",
    "createState(wishes) { const options = wishes;",
  );
  expect(() => unboxed(other)).toThrow("unbox: const state = createState(options);");
});

test("no bundle is made of a record with methods", () => {
  expect(() => unboxed(bundle("", "half() { return 1; }"))).toThrow("unbox: half()");
});
