import { expect, test } from "vitest";
import { oneOf, positive, required } from "../../../../src/metrics/delivery/demand.ts";

test("what is right is let through", () => {
  expect(positive("b", "many", 1)).toBeUndefined();
  expect(required("b", "url", "x")).toBe("x");
  expect(oneOf("b", "mode", "x", ["y", "x"])).toBe("x");
});

test.each([
  [() => positive("b", "many", Number.NaN), "b: many must be positive, not NaN"],
  [() => required("b", "url", ""), "b: url is required"],
  [() => required("b", "url", undefined), "b: url is required"],
  [() => oneOf("b", "mode", "z", ["y", "x"]), "b: mode is z"],
])("%s throws", (demand, message) => {
  expect(demand).toThrow(expect.objectContaining({ code: "bad-option", message }));
});
