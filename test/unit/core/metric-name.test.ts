// Names of metrics and labels.
import { expect, test } from "vitest";
import { isLabelName, isMetricName, toName } from "../../../src/core/metric-name.ts";

test.each([
  ["a", true, true],
  ["_a9", true, true],
  ["__name__", true, true],
  ["a:b", true, false],
  [":", true, false],
  ["", false, false],
  ["9a", false, false],
  ["a-b", false, false],
  ["a b", false, false],
  ["é", false, false],
  ["a\n", false, false],
])("%j names a metric: %s, a label: %s", (name, metric, label) => {
  expect([isMetricName(name), isLabelName(name)]).toEqual([metric, label]);
});

test.each([
  ["cart.add", "cart_add"],
  ["ua:9f2c", "ua_9f2c"],
  ["9 lives", "_9_lives"],
  ["", "_"],
  ["Größe\n", "Gr__e_"],
])("%j becomes the name %s", (text, name) => {
  expect(toName(text)).toBe(name);
  expect(isLabelName(name)).toBe(true);
});
