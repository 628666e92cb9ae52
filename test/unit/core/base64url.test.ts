import { expect, test } from "vitest";
import { base64url } from "../../../src/core/base64url.ts";

test("base64 for addresses has neither signs that mean something there nor padding", () => {
  expect(base64url(Uint8Array.from([251, 255, 254, 0]))).toBe("-__-AA");
  expect(base64url(new Uint8Array())).toBe("");
});
