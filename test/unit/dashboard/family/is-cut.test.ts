import { expect, test } from "vitest";
import { isCut } from "../../../../src/dashboard/family/is-cut.ts";
import { REQUESTS } from "../../../support/pushed-fixture.ts";

test("a family is cut where it has more series than came", () => {
  const came = REQUESTS.series.length;
  expect([came + 1, came].map((total) => isCut({ ...REQUESTS, total }))).toEqual([true, false]);
});
