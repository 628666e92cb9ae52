import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const YOUNG = JSON.stringify(new URL("../../../src/node/young.ts", import.meta.url));
/** Keeps what it makes until the space for the young has been collected some times: V8 thinks about that, and says so. */
const HOARD = `const held = [];
  const make = (n) => ({ n, list: [n] });
  for (let i = 0; i < 1e6; i += 1) held.push(make(i));`;

function thoughts(before: string): string {
  const script = `${before}; ${HOARD}`;
  const flags = ["--trace-pretenuring-statistics", "--input-type=module"];
  return execFileSync(process.execPath, [...flags, "--eval", script], { encoding: "utf8" });
}

test("V8 thinks about what may stay", () => {
  expect(thoughts("")).toMatch(/AllocationSite.* => (maybe )?tenure/);
});

test("not once it is told to keep all that is new among the young", () => {
  const told = `const { keepRequestsYoung } = await import(${YOUNG}); keepRequestsYoung()`;
  expect(thoughts(told)).not.toContain("AllocationSite");
});
