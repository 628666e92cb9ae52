// What an encoder asks of families.
import { expect, test } from "vitest";
import { checkNamed, typeOf, wanted } from "../../../src/prometheus/wanted.ts";

test("a family without a type is a counter", () => {
  expect(typeOf({ name: "a", metrics: [] })).toBe("counter");
  expect(typeOf({ name: "a", type: "gauge", metrics: [] })).toBe("gauge");
});

test("what is there is handed back, what is not throws", () => {
  const family = { name: "a", type: "summary", metrics: [] } as const;
  expect(wanted(family, 0)).toBe(0);
  expect(() => wanted(family, undefined)).toThrow(
    expect.objectContaining({
      code: "bad-value",
      message: 'family "a" has a metric that holds no summary',
    }),
  );
});

test("a name is wanted", () => {
  checkNamed({ name: "a", metrics: [] });
  expect(() => checkNamed({ name: "", metrics: [] })).toThrow(
    expect.objectContaining({ code: "bad-value" }),
  );
});
