// The last send of a page, where there is no page.
import { expect, test } from "vitest";
import { sendBeacon } from "../../../src/transport/beacon.ts";

test("takes nothing where there is no page to leave", () => {
  expect(sendBeacon("https://tally.example", "body")).toBe(false);
});
