// The vectors in `npm test`: every row of every file that is kept here.
import { describe, expect, test } from "vitest";
import { decisions, runFile, vectorFiles } from "./vectors/run.ts";

const { known, unknown } = vectorFiles();

test("every file kept here is understood", () => {
  expect(unknown).toEqual([]);
  expect(known.length).toBeGreaterThan(0);
});

test("every decision to differ says what and why, once", () => {
  const rules = decisions.map(({ rule }) => rule);
  expect(new Set(rules).size).toBe(rules.length);
  for (const { rule, why } of decisions) expect(rule && why).toBeTruthy();
});

describe.each(known)("%s", async (name) => {
  const rows = await runFile(name);
  test.each(rows.map((row, index) => ({ ...row, index })))("$index: $name", ({ ok, detail }) => {
    expect(ok, detail).toBe(true);
  });
});
