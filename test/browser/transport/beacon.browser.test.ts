// The last send of a page, in a real page.
import { afterEach, expect, test } from "vitest";
import { sendBeacon } from "../../../src/transport/beacon.ts";

const real = Navigator.prototype.sendBeacon;

afterEach(() => {
  Navigator.prototype.sendBeacon = real;
});

test.for([true, false])("says what the browser said: %j", (taken) => {
  const calls: unknown[][] = [];
  Navigator.prototype.sendBeacon = (...args) => {
    calls.push(args);
    return taken;
  };
  expect(sendBeacon("/v1/update", "body")).toBe(taken);
  // Text goes as text/plain, which needs no preflight.
  expect(calls).toEqual([["/v1/update", "body"]]);
});

test("is taken by a browser, and refused when it is too large", () => {
  expect(sendBeacon("/v1/update", "body")).toBe(true);
  expect(sendBeacon("/v1/update", "x".repeat(70_000))).toBe(false);
});

test("takes nothing where the browser has none", () => {
  Navigator.prototype.sendBeacon = undefined as never;
  expect(sendBeacon("/v1/update", "body")).toBe(false);
});
