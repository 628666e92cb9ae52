// Values as texts for the database.
import { expect, test } from "vitest";
import { fromText, textOf } from "../../../../src/store/pushes/text.ts";

test.for([
  [[1, 0.1, 2 ** 53, -5e-324]],
  [{ value: Number.NaN }],
  [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 3]],
  [{ help: '{"number":"NaN"}', number: "one" }],
  [[]],
])("%j comes back as it was", ([value]) => {
  expect(fromText(textOf(value))).toEqual(value);
});
