import { expect, test } from "vitest";
import { tagParts } from "../../../../src/metrics/backend/tag-parts.ts";

test.each([
  ["k:v", "k", "v"],
  ["k:a:b", "k", "a:b"],
  ["k:", "k", ""],
  [":v", "", "v"],
  ["bare", "bare", undefined],
])("%s is cut at its first colon", (tag, ...parts) => {
  expect(tagParts(tag)).toEqual(parts);
});
