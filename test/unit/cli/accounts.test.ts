import { expect, test } from "vitest";
import { accountsFindings, accountsText } from "../../../src/cli/accounts.ts";
import type { Accounting, EpochAccount } from "../../../src/core/accounting.ts";

const NONE: Accounting = {
  recorded: 0,
  accepted: 0,
  dropped: {},
  pending: 0,
  unexplained: 0,
  missing: 0,
  duplicates: 0,
  epochs: [],
};
const SOUND: Accounting = {
  ...NONE,
  recorded: 1_234,
  accepted: 1_200,
  dropped: { expired: 10, "buffer-full": 20 },
  pending: 4,
  missing: 2,
  duplicates: 7,
};

test("accounts are five lines and a verdict", () => {
  expect(accountsText(SOUND).split("\n")).toEqual([
    "recorded     1,234",
    "accepted     1,200  7 updates came again and were not counted again",
    "dropped         30  buffer-full 20, expired 10",
    "pending          4  in 2 updates that have not come",
    "unexplained      0",
    "they add up",
  ]);
  expect(accountsFindings(SOUND)).toEqual([]);
});

test("an empty store adds up", () => {
  expect(accountsText(NONE)).toContain("they add up");
  expect(accountsFindings(NONE)).toEqual([]);
});

test("what nobody can explain is a finding, and who it is of", () => {
  const epoch = { instance: "i", epoch: "e", unexplained: 3 } as EpochAccount;
  const fine = { instance: "j", epoch: "f", unexplained: 0 } as EpochAccount;
  const odd = { ...NONE, recorded: 8, accepted: 5, unexplained: 3, epochs: [epoch, fine] };
  expect(accountsText(odd)).toMatch(/they add up, but for what is unexplained$/);
  expect(accountsFindings(odd)).toEqual([
    {
      what: "3 calls are unexplained, such as those of i e",
      advice: expect.stringContaining("/accounting?instance="),
    },
  ]);
});

test("sums that contradict each other are a finding", () => {
  const wrong = { ...SOUND, recorded: 1_235 };
  expect(accountsText(wrong)).toMatch(/they do not add up$/);
  expect(accountsFindings(wrong)).toEqual([
    {
      what: "1 calls that were recorded are in no other sum",
      advice: expect.stringContaining("tell us"),
    },
  ]);
});
