// Lives of an instance, added up.
import { expect, test } from "vitest";
import { together } from "../../../../../src/dashboard/view/instances/together.ts";
import { epoch } from "../../../../support/site-server.ts";

test("sums, drops and troubles of lives add up, whatever they are called", () => {
  const hostile = Object.fromEntries([["__proto__", 1]]);
  const newest = epoch("kiosk", { recorded: 2, dropped: { reset: 1 }, faults: { reply: 1 } });
  const older = epoch("kiosk", {
    recorded: 3,
    dropped: { reset: 2, expired: 1 },
    missing: 1,
    faults: hostile,
  });
  expect(together([newest, older])).toEqual({
    recorded: 5,
    accepted: 200,
    pending: 0,
    unexplained: 0,
    missing: 1,
    duplicates: 0,
    dropped: { reset: 3, expired: 1 },
    faults: Object.fromEntries([
      ["reply", 1],
      ["__proto__", 1],
    ]),
  });
});
