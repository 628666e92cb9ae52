// Which pushes anybody may send.
import { expect, test } from "vitest";
import { isSummed } from "../../../../src/server/pushes/summed.ts";

test.for<[string, string, boolean]>([
  ["POST", "/metrics/job/a?epoch=e&seq=1", true],
  ["PUT", "/metrics/job/a?seq=1&epoch=", true],
  ["POST", "/metrics/job/a", false],
  ["POST", "/metrics/job/a?seq=1", false],
  ["POST", "/metrics/job/a/epoch/e", false],
  ["POST", "/metrics/job/a#?epoch=e", false],
  ["DELETE", "/metrics/job/a?epoch=e&seq=1", false],
])("%s %s: %s", ([method, path, isOne]) => {
  expect(isSummed({ method, url: `http://count.example${path}` })).toBe(isOne);
});
