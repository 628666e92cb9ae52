import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Update } from "../../../src/core/update.ts";
import type { Rule } from "../../../src/server/schema/read.ts";
import { readUpdate } from "../../../src/server/schema.ts";
import {
  FLAG,
  isFit,
  isSound,
  isTime,
  LIST,
  TEXT,
  text,
  UPDATE,
  whole,
} from "../../../src/server/sound.ts";
import { validUpdate } from "../../support/requests.ts";

/** An update with all its members. */
const WHOLE: Required<Update> = {
  ...(validUpdate() as Required<Update>),
  expect_next: "",
  set_keys: ["page.view"],
  calls: 1,
  dropped: { reset: 1 },
  recorded: 2,
  lost: {},
  faults: { network: 0.5 },
  controls: 0,
  offset_ms: -0.5,
  forget: false,
};

describe("a sound update", () => {
  test("has members that are all as they have to be, or are not there", () => {
    expect(isSound(WHOLE)).toBe(true);
    const { instance_id, timestamp, ...rest } = WHOLE;
    expect(isSound({ instance_id, timestamp })).toBe(true);
    expect([isSound({ ...rest, instance_id }), isSound({ ...rest, timestamp })]).toEqual([
      false,
      false,
    ]);
  });

  test("has no members that nobody knows: those are the reader's to take away", () => {
    for (const text of ['{"more":1}', '{"__proto__":1}', '{"constructor":1}']) {
      expect(isSound({ ...WHOLE, ...JSON.parse(text) })).toBe(false);
    }
    expect(readUpdate({ ...WHOLE, more: 1 })).toEqual(WHOLE);
  });

  test.each([null, 1, "x", [], true, undefined])("is none of %j", (value) => {
    expect(isSound(value)).toBe(false);
  });

  test("is one that is taken as it is, whatever else its members are", () => {
    const json = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom("", "x".repeat(65), "x".repeat(129), "a\0", "2026-11-21T08:26:04Z"),
      fc.constantFrom(0, 1, -1, 1.5, 2 ** 53, Number.MAX_SAFE_INTEGER, Infinity, Number.NaN),
      fc.constantFrom(undefined, [], {}, [1], { a: 1 }),
    );
    const name = fc.constantFrom(...Object.keys(WHOLE));
    fc.assert(
      fc.property(name, json, (member, value) => {
        const update = { ...WHOLE, [member]: value };
        // A member nobody knows sends it the long way.
        const long = () => readUpdate({ ...update, more: 1 });
        const short = () => readUpdate(update);
        const result = (run: () => Update) => {
          try {
            return run();
          } catch (error) {
            return String(error);
          }
        };
        expect(result(short)).toEqual(result(long));
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  ["2026-11-21T08:26:04Z", true],
  ["2026-11-21t08:26:60.5+01:00", true],
  ["2026-13-21T08:26:04Z", false],
  ["2026-11-21", false],
])("%s is a time: %s", (text, is) => {
  expect(isTime(text)).toBe(is);
});

test("a text is fit when it has characters, not too many, and comes back as it was", () => {
  expect(["a", "", "aaa", "\0", "\ud800"].map((text) => isFit(text, 2))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

test.each<[string, Rule, unknown[], unknown[]]>([
  ["must be a string of 1 to 2 characters", text(2), ["a", "ab"], ["", "abc", "\0", 1, null]],
  ["must be a whole number from 1", whole(1), [1, 2 ** 53 - 1], [0, 1.5, 2 ** 53, "1", null]],
  ["must be a string", TEXT, [""], [1, null]],
  ["must be true or false", FLAG, [true, false], [0, "true", null]],
  ["must be a list of strings", LIST, [[], [1]], [{}, "a", null]],
])("%s", (message, [is, says], right, wrong) => {
  expect(says).toBe(message);
  expect([...right, ...wrong].map((each) => is(each))).toEqual([
    ...right.map(() => true),
    ...wrong.map(() => false),
  ]);
});

test("there is a rule for every member", () => {
  expect(Object.keys(UPDATE).sort()).toEqual(Object.keys(WHOLE).sort());
});
