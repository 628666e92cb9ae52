// One life of one collector.
import { expect, test } from "vitest";
import { newEpoch, readEpoch } from "../../../src/store/epoch.ts";

test("starts with nothing", () => {
  expect(newEpoch()).toMatchObject({ runs: [], account: { recorded: 0, accepted: 0 }, lastAt: 0 });
});

test("comes out of its row with the balance that the sums have of it", () => {
  const account = '{"recorded":9,"accepted":5,"duplicates":1,"lost":{"disabled":1}}';
  expect(readEpoch({ runs: "[1,1,3,3]", account, last_at: 7 })).toEqual({
    runs: [1, 1, 3, 3],
    account: JSON.parse(account),
    lastAt: 7,
    counted: {
      recorded: 9,
      accepted: 5,
      pending: 3,
      unexplained: 0,
      missing: 1,
      duplicates: 1,
      dropped: { disabled: 1 },
    },
  });
});

test("of a release that kept no accounts has its gaps only", () => {
  expect(readEpoch({ runs: "[2,4]", account: null, last_at: 7 }).counted).toMatchObject({
    recorded: 0,
    missing: 1,
  });
});
