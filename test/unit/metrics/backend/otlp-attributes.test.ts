import { expect, test } from "vitest";
import {
  attribute,
  attributesOf,
  splitTags,
} from "../../../../src/metrics/backend/otlp-attributes.ts";

test("tags of some keys are the resource's", () => {
  expect(splitTags(["env:a", "environment:b", "env", "k:v"], ["env"])).toEqual([
    ["env:a"],
    ["environment:b", "env", "k:v"],
  ]);
});

test("attributes are sorted, and have all values of their key once", () => {
  expect(attributesOf(["k:b", "k:a", "k:b", "bare", "j:x"])).toEqual([
    attribute("bare", ""),
    attribute("j", "x"),
    {
      key: "k",
      value: { array_value: { values: [{ string_value: "a" }, { string_value: "b" }] } },
    },
  ]);
});
