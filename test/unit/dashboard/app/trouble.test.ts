// Why there is no answer.
import { describe, expect, test } from "vitest";
import { isRefused, refusalOf } from "../../../../src/dashboard/app/trouble.ts";

const refusal = (status: number, more: object = {}) =>
  Object.assign(new Error("no"), { status, wantsToken: false, ...more });

describe("a refusal", () => {
  test("is told as the server said it", () => {
    expect(refusalOf(refusal(429, { retryAfterSeconds: 7 }))).toMatchObject({
      status: 429,
      wantsToken: false,
      retryAfterSeconds: 7,
      message: "no",
    });
  });

  test.for([
    [new Error("broken"), "broken"],
    ["text", "text"],
    [null, "null"],
    [undefined, "undefined"],
  ] as const)("is made of %j as well", ([thrown, message]) => {
    expect(refusalOf(thrown)).toMatchObject({ status: 0, wantsToken: false, message });
  });
});

test.for([
  [refusal(400), true],
  [refusal(404), true],
  [refusal(500), true],
  [refusal(401), true],
  [refusal(401, { wantsToken: true }), false],
  [refusal(429), false],
  [refusal(502), false],
  [refusal(503), false],
  [refusal(504), false],
  [refusal(0), false],
  [new Error("broken"), false],
] as const)("$0.status: the server answered, but not this: %s", ([error, is]) => {
  expect(isRefused(error)).toBe(is);
});
