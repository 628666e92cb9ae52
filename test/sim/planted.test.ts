// The simulator is worth what it finds: each bug that is planted into the sources must break a promise.
import { expect, test } from "vitest";
import { catchBugs } from "./crew.ts";
import { BUGS } from "./planted.ts";

/** Far more than any of them needs, and a fraction of what every run plays. */
const SCHEDULES = 6_000;

test("every planted bug is caught", async () => {
  const caught = await catchBugs(BUGS, SCHEDULES);
  const missed = caught.filter(({ failure }) => !failure).map(({ bug }) => bug.name);
  expect(missed).toEqual([]);
});

test("there are as many bugs as promised, each under a name of its own", () => {
  expect(new Set(BUGS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(18);
});

test("a bug that does not fit its file is told, not passed over", async () => {
  const bug = {
    name: "nowhere",
    file: "src/collector/emitter.ts",
    find: "no such text",
    replace: "",
  };
  await expect(catchBugs([bug], 1)).rejects.toThrow('"nowhere" does not fit');
});
