import { expect, test } from "vitest";
import { nullBackend } from "../../../../src/metrics/backend/null.ts";
import { eventOf, flushOf } from "../../../support/backend.ts";

test("nothing comes of what is forgotten", () => {
  expect([nullBackend(flushOf([{}])), nullBackend.event?.(eventOf({}))]).toEqual([
    undefined,
    undefined,
  ]);
});
