// Members of counting sets as values of a label.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Scalar } from "../../../../src/core/json.ts";
import { memberLabel } from "../../../../src/server/scrape/member-label.ts";

test.for<[Scalar, string]>([
  ["espresso cups", "espresso cups"],
  ["", ""],
  [200, "200"],
  ["200", '"200"'],
  [true, "true"],
  ["true", '"true"'],
  ["truest", "truest"],
  [null, "null"],
  ['"200"', '"\\"200\\""'],
  ["-1e5", '"-1e5"'],
  ["-", "-"],
])("%j is %s", ([member, label]) => {
  expect(memberLabel(member)).toBe(label);
});

test("no two members are the same", () => {
  const member: fc.Arbitrary<Scalar> = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0),
    fc.boolean(),
    fc.constant(null),
  );
  const asText = member.map((each) => JSON.stringify(each));
  fc.assert(
    fc.property(fc.oneof(member, asText), fc.oneof(member, asText), (one, other) => {
      expect(memberLabel(one) === memberLabel(other)).toBe(
        JSON.stringify(one) === JSON.stringify(other),
      );
    }),
    { numRuns: 1_000 },
  );
});
