// What vitest is to tests that run in a Durable Object: it notes them, and they are run one by one, each in its own.
export { expect } from "vitest";

type Run = (...values: never[]) => unknown;

interface Scope {
  readonly outer?: Scope;
  readonly name: string;
  readonly before: Run[];
}

/** A test that was noted. */
export interface Noted {
  readonly name: string;
  run(): Promise<void>;
}

export const noted: Noted[] = [];

let scope: Scope = { name: "", before: [] };
let finished: Run[] = [];

export function test(name: string, body: Run): void {
  const within = scope;
  noted.push({
    name: within.name + name,
    async run() {
      finished = [];
      try {
        for (const before of allOf(within)) await before();
        await body();
      } finally {
        for (const after of finished) await after();
      }
    },
  });
}

export function describe(name: string, body: Run): void {
  const outer = scope;
  scope = { outer, name: `${outer.name}${name} > `, before: [] };
  body();
  scope = outer;
}

test.each = eachOf(test, (value) => (Array.isArray(value) ? value : [value]));
test.for = eachOf(test, (value) => [value]);
describe.each = eachOf(describe, (value) => (Array.isArray(value) ? value : [value]));

export function beforeEach(body: Run): void {
  scope.before.push(body);
}

/** What is noted from now on has nothing to do with what was noted before. */
export function beginFile(): void {
  scope = { name: "", before: [] };
}

export function onTestFinished(body: Run): void {
  finished.push(body);
}

function allOf({ outer, before }: Scope): Run[] {
  return outer ? [...allOf(outer), ...before] : before;
}

function eachOf(
  one: (name: string, body: Run) => void,
  valuesOf: (value: unknown) => readonly unknown[],
) {
  return (cases: readonly unknown[]) =>
    (name: string, body: (...values: unknown[]) => unknown): void => {
      for (const [i, each] of cases.entries()) {
        one(`${name} (${i})`, () => body(...valuesOf(each)));
      }
    };
}
