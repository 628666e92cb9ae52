// Which of what was pushed are tagged metrics.
import { expect, test } from "vitest";
import { isTagged } from "../../../../src/dashboard/family/is-tagged.ts";

const summed = { epochs: 0, since: 0 };

test.each([
  ["the job of the pipeline is", { grouping: { job: "statsd" }, summed }, true],
  ["another job is not", { grouping: { job: "shop" }, summed }, false],
  ["a group that somebody pushed under its name is not", { grouping: { job: "statsd" } }, false],
])("%s", (_, source, answer) => {
  expect(isTagged(source)).toBe(answer);
});
