// The accounts of one epoch.
import { describe, expect, test } from "vitest";
import type { Update } from "../../../src/core/update.ts";
import {
  type Account,
  accountText,
  balanceOf,
  countOf,
  emptyAccount,
  enter,
  total,
} from "../../../src/store/account.ts";
import { addSeq, type Runs } from "../../../src/store/runs.ts";
import { updateOf } from "../../support/store.ts";

/** The account after these updates, which all come for the first time. */
function accountOf(...updates: Partial<Update>[]): { account: Account; runs: Runs } {
  const account = emptyAccount();
  const runs: Runs = [];
  updates.forEach((update, index) => {
    const seq = update.seq ?? index + 1;
    addSeq(runs, seq);
    enter(account, updateOf(undefined, { ...update, seq }), runs);
  });
  return { account, runs };
}

const balance = (...updates: Partial<Update>[]) => {
  const { account, runs } = accountOf(...updates);
  return balanceOf(account, runs);
};

describe("an account", () => {
  test("is even while everything comes", () => {
    expect(balance({ calls: 3, recorded: 3 }, { calls: 4, recorded: 7 })).toEqual({
      recorded: 7,
      accepted: 7,
      pending: 0,
      unexplained: 0,
      missing: 0,
      duplicates: 0,
      dropped: {},
    });
  });

  test("takes the highest told of what was dropped, and the sum of what was lost", () => {
    const first = { calls: 3, lost: { disabled: 1 }, dropped: { disabled: 2 }, recorded: 6 };
    const second = {
      calls: 1,
      lost: { disabled: 4 },
      dropped: { disabled: 5, reset: 1 },
      recorded: 15,
    };
    expect(balance(first, second)).toMatchObject({
      accepted: 4,
      dropped: { disabled: 10, reset: 1 },
      pending: 0,
      unexplained: 0,
    });
  });

  test("has pending what is in updates that have not come, until they come", () => {
    const last = { seq: 3, calls: 5, recorded: 10 };
    expect(balance(last)).toMatchObject({ pending: 5, missing: 2, unexplained: 0 });
    const middle = { seq: 2, calls: 3, recorded: 5 };
    expect(balance(last, middle)).toMatchObject({ recorded: 10, pending: 2, missing: 1 });
    const first = { seq: 1, calls: 2, recorded: 2 };
    expect(balance(last, middle, first)).toMatchObject({ pending: 0, missing: 0, unexplained: 0 });
  });

  test("has unexplained what is left over while no number is missing", () => {
    expect(balance({ calls: 3, recorded: 5 })).toMatchObject({ pending: 0, unexplained: 2 });
  });

  test("never has less than nothing pending: more came than was recorded, whatever is missing", () => {
    expect(balance({ seq: 9, calls: 5, recorded: 2 })).toMatchObject({
      pending: 0,
      unexplained: -3,
    });
  });

  test("counts nothing for an update that does not say how many calls it has", () => {
    expect(balance({ recorded: 0 })).toMatchObject({ accepted: 0, unexplained: 0 });
  });

  test("believes of a client that tells no record that it recorded what it accounts for", () => {
    expect(balance({ calls: 3, dropped: { disabled: 2 } })).toMatchObject({
      recorded: 5,
      accepted: 3,
      unexplained: 0,
    });
  });

  test("takes faults, controls and the clock from the newest update, not from a late one", () => {
    const { account } = accountOf(
      { seq: 5, faults: { network: 3 }, controls: 7, offset_ms: -20 },
      { seq: 2, faults: { network: 1, storage: 1 }, controls: 4, offset_ms: 0 },
    );
    expect(account).toMatchObject({
      faults: { network: 3, storage: 1 },
      controls: 7,
      offset_ms: -20,
    });
  });

  test("is drawn into a balance that was used before", () => {
    const used = balance({ calls: 3, lost: { disabled: 1 }, recorded: 9 });
    const { account, runs } = accountOf({ calls: 1, recorded: 1 });
    expect(balanceOf(account, runs, used)).toBe(used);
    expect(used).toEqual(balance({ calls: 1, recorded: 1 }));
  });

  test("is written as the JSON that it is", () => {
    const counts = { dropped: { reset: 1, "buffer-full": 2 }, lost: {}, faults: { network: 3 } };
    const all = { calls: 2, recorded: 9, ...counts, controls: 4, offset_ms: -1.5 };
    for (const update of [{}, { calls: 2, recorded: 2 }, all]) {
      const { account } = accountOf(update);
      expect(JSON.parse(accountText(account))).toEqual(account);
    }
  });
});

describe("what a client makes up", () => {
  test("in several reasons that have no name of their own is counted with all of them", () => {
    const account = emptyAccount();
    const runs: Runs = [];
    const tell = (seq: number, dropped: Record<string, number>, recorded: number) => {
      addSeq(runs, seq);
      enter(
        account,
        { ...updateOf(undefined), epoch: "e", seq, calls: 0, dropped, recorded },
        runs,
      );
      return balanceOf(account, runs);
    };
    expect(tell(1, { "No Name": 2, "": 3, disabled: 1 }, 6)).toMatchObject({
      dropped: { other: 5, disabled: 1 },
      unexplained: 0,
    });
    expect(tell(2, { "No Name": 4, "": 3, other: 1, disabled: 1 }, 9)).toMatchObject({
      dropped: { other: 8, disabled: 1 },
      unexplained: 0,
    });
  });

  test("in reasons is counted under few names, short ones, and under one other", () => {
    const names = Array.from(
      { length: 99 },
      (_, i) => `reason-${String.fromCharCode(97 + (i % 26))}${"x".repeat(i / 26)}`,
    );
    const odd = ["", "Über", "a b", "__proto__", "x".repeat(33), "1"];
    const lost = Object.fromEntries([...names, ...odd].map((name) => [name, 1]));
    const { dropped } = balance({ calls: 0, lost, recorded: 104 });
    expect(Object.keys(dropped).length).toBeLessThanOrEqual(17);
    expect(total(dropped)).toBe(Object.keys(lost).length);
    expect(dropped["other"]).toBeGreaterThan(80);
  });

  test("in names that objects have anyway is counted all the same", () => {
    const twice = { lost: { constructor: 2 } };
    expect(balance(twice, twice).dropped).toEqual({ constructor: 4 });
    expect(countOf({}, "constructor")).toBe(0);
  });

  test("in numbers stays whole and bounded", () => {
    const { account } = accountOf({
      calls: 2 ** 53 - 1,
      dropped: { reset: 1e300, disabled: 1.9 },
      recorded: 2 ** 53 - 1,
    });
    expect(account).toMatchObject({
      accepted: 1e12,
      recorded: 1e12,
      dropped: { reset: 1e12, disabled: 1 },
    });
  });
});
