// What the person in front of the browser has said.
import { afterEach, expect, test } from "vitest";
import { privacyAllows } from "../../../src/core/consent.ts";

const real = Object.getOwnPropertyDescriptor(globalThis, "navigator") as PropertyDescriptor;

afterEach(() => {
  Object.defineProperty(globalThis, "navigator", real);
});

test.for<[string, object | undefined, boolean]>([
  ["nothing is known", {}, true],
  ["there is no navigator", undefined, true],
  ["Global Privacy Control is on", { globalPrivacyControl: true }, false],
  ["Global Privacy Control is off", { globalPrivacyControl: false }, true],
  ["Do Not Track is 1", { doNotTrack: "1" }, false],
  ["Do Not Track is 0", { doNotTrack: "0" }, true],
  ["Do Not Track was never set", { doNotTrack: null }, true],
  ["the two differ", { globalPrivacyControl: true, doNotTrack: "0" }, false],
])("when %s: %s", ([, value, allows]) => {
  Object.defineProperty(globalThis, "navigator", { configurable: true, value });
  expect(privacyAllows()).toBe(allows);
});
