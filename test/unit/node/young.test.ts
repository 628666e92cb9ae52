import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { keepRequestsYoung, NO_PRETENURING } from "../../../src/node/young.ts";

test("the V8 that runs here knows the flag", () => {
  expect(spawnSync(process.execPath, [NO_PRETENURING, "--eval", ""]).status).toBe(0);
  expect(spawnSync(process.execPath, [`${NO_PRETENURING}s`, "--eval", ""]).status).toBe(9);
});

test("it takes it while it runs", () => {
  expect(keepRequestsYoung).not.toThrow();
});
