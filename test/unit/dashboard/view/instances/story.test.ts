// What can be read out of one instance.
import { describe, expect, test } from "vitest";
import type { Controls } from "../../../../../src/core/controls.ts";
import type { Instance } from "../../../../../src/core/tally.ts";
import { when } from "../../../../../src/dashboard/text/format.ts";
import {
  accountSentences,
  type Epoch,
  heardSentences,
  together,
} from "../../../../../src/dashboard/view/instances/story.ts";

const NOW = 1_700_000_000_000;
const INSTANCE: Instance = {
  id: "kiosk",
  app: "default",
  first_seen: NOW - 864_000_000,
  last_seen: NOW - 180_000,
  expect_next: NOW + 40_000,
  updates: 312,
  duplicates: 0,
  controls: 5,
  overdue: false,
};
const CONTROLS: Controls = {
  interval_ms: 3_600_000,
  stop: false,
  disabled_keys: [],
  enabled_keys: [],
  version: 5,
};
const EPOCH: Epoch = {
  instance: "kiosk",
  epoch: "e1",
  last_at: NOW,
  recorded: 0,
  accepted: 0,
  dropped: {},
  pending: 0,
  unexplained: 0,
  ack: 1,
  seq: 1,
  missing: 0,
  duplicates: 0,
  faults: {},
};
const told = (of: Partial<Epoch>, version?: number) =>
  accountSentences({ ...EPOCH, ...of }, version).map(({ text }) => text);

describe("what was heard", () => {
  const heard = (of: Partial<Instance>, controls: Controls | undefined = CONTROLS) =>
    heardSentences({ ...INSTANCE, ...of }, controls, NOW);

  test("is how many updates since when, and when the next is due", () => {
    expect(heard({}).map(({ text }) => text)).toEqual([
      `Heard 312 updates since ${when(INSTANCE.first_seen)}; the last one 3 min ago.`,
      "Its next update is due in 40 s.",
    ]);
  });

  test.for([
    [{ updates: 1, last_seen: NOW }, 0, /^Heard 1 update since .*; the last one just now\.$/],
    [{ expect_next: NOW - 1 }, 1, /^Its next update is due now\.$/],
    [
      { expect_next: NOW - 7_200_000, overdue: true },
      1,
      /^It is overdue: its next update should have come 2 h ago\.$/,
    ],
  ] as const)("%j is told", ([of, index, words]) => {
    expect(heard(of)[index]?.text).toMatch(words);
  });

  test("is bad news only where the next update is overdue", () => {
    expect(heard({}).some(({ isWrong }) => isWrong)).toBe(false);
    expect(heard({ overdue: true })[1]?.isWrong).toBe(true);
  });

  test("ends where it is asked to stop: nothing is due then", () => {
    expect(heard({ overdue: true }, { ...CONTROLS, stop: true })[1]).toEqual({
      text: "It is asked to stop: once it has heard so, it sends nothing.",
    });
  });
});

describe("what became of it", () => {
  test.for([
    [{}, "All that it recorded is accounted for."],
    [{ missing: 1, pending: 125 }, "1 update is missing, with 125 calls in what has not come."],
    [{ missing: 2 }, "2 updates are missing."],
    [{ dropped: { "buffer-full": 14 } }, "14 calls were dropped because the buffer was full."],
    [{ dropped: { "<b>": 1 } }, "1 call was dropped because “<b>”."],
    [{ duplicates: 1 }, "1 update came again and was not counted again."],
    [{ unexplained: 4 }, "4 calls are unexplained."],
    [
      { faults: { storage: 1, network: 4 } },
      "It told of trouble: 4 × no connection, 1 × a storage that failed.",
    ],
    [{ offset_ms: 3_000 }, "Its clock is 3 s behind the server's."],
  ] as const)("%j is told", ([of, sentence]) => {
    expect(told(of)).toContain(sentence);
  });

  test("is wrong where calls are unexplained, and nowhere else", () => {
    const wrong = accountSentences({ ...EPOCH, unexplained: 4, missing: 1, duplicates: 1 });
    expect(wrong.filter(({ isWrong }) => isWrong).map(({ text }) => text)).toEqual([
      "4 calls are unexplained.",
    ]);
  });

  test("is not called accounted for while something is missing", () => {
    expect(told({ missing: 1 }).join(" ")).not.toContain("accounted for");
  });

  test.for([
    [undefined, "It has not told which controls it obeys."],
    [5, "It obeys the current controls."],
    [
      0,
      "It obeys older controls, from before the first change; it hears the current ones at its next update.",
    ],
  ] as const)("controls of version %s are told", ([controls, sentence]) => {
    expect(told(controls === undefined ? {} : { controls }, 5).at(-1)).toBe(sentence);
  });

  test("older controls are told by the time of their change", () => {
    expect(told({ controls: NOW }, NOW + 1).at(-1)).toContain(`of ${when(NOW)}`);
  });
});

test("lives add up, and what only the newest can tell is the newest's", () => {
  const newest = {
    ...EPOCH,
    recorded: 2,
    controls: 5,
    dropped: { reset: 1 },
    faults: { reply: 1 },
  };
  const older = {
    ...EPOCH,
    recorded: 3,
    controls: 1,
    dropped: { reset: 2, expired: 1 },
    missing: 1,
  };
  expect(together([newest, older])).toMatchObject({
    recorded: 5,
    missing: 1,
    controls: 5,
    dropped: { reset: 3, expired: 1 },
    faults: { reply: 1 },
  });
  expect(together([])).toBeUndefined();
});
