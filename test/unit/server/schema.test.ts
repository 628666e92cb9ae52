import { describe, expect, test } from "vitest";
import { MAX_DEPTH } from "../../../src/core/limits.ts";
import { readChange, readToken, readUndo, readUpdate } from "../../../src/server/schema.ts";
import { validUpdate } from "../../support/requests.ts";

const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);

describe("an update", () => {
  test("of ours comes through whole", () => {
    const update = validUpdate({
      expect_next: "2026-11-21T09:26:04Z",
      set_keys: ["page.view"],
      calls: 3,
      dropped: { "buffer-full": 2 },
    });
    expect(readUpdate(update)).toEqual(update);
  });

  test("of the seed's client comes through, zero time and all", () => {
    const update = {
      instance_id: "0b6cfa22-0d4c-11e8-b11b-7a0058e13201",
      timestamp: "2026-11-21T08:26:04.143182122Z",
      expect_next: "0001-01-01T00:00:00Z",
    };
    expect(readUpdate(update)).toEqual(update);
  });

  test("loses members that nobody knows", () => {
    expect(readUpdate({ ...validUpdate(), version: 2 })).toEqual(validUpdate());
  });

  test("keeps what it carries as it is", () => {
    const data = JSON.parse(
      '{"__proto__":{"a":1},"constructor":1,"":0,"s":[{"value":null,"count":2}],"\\ud800":"\\udfff"}',
    );
    expect(readUpdate(validUpdate({ data })).data).toBe(data);
    expect({}).not.toHaveProperty("a");
  });

  test.each([
    ["2026-11-21T08:26:04Z"],
    ["2026-11-21T08:26:04.1Z"],
    ["2026-11-21t08:26:04.123456789z"],
    ["2026-12-31T23:59:60Z"],
    ["2026-11-21T08:26:04+05:30"],
  ])("may be sealed at %s", (timestamp) => {
    expect(readUpdate(validUpdate({ timestamp })).timestamp).toBe(timestamp);
  });

  const text = (max: number) => `must be a string of 1 to ${max} characters`;
  test.each([
    ["instance_id", undefined, text(128)],
    ["instance_id", "", text(128)],
    ["instance_id", "x".repeat(129), text(128)],
    ["instance_id", 7, text(128)],
    ["instance_id", "half a pair \ud83c", text(128)],
    ["timestamp", undefined, "must be an RFC 3339 time"],
    ["timestamp", "21.11.2026", "must be an RFC 3339 time"],
    ["timestamp", "2026-13-21T08:26:04Z", "must be an RFC 3339 time"],
    ["timestamp", "2026-11-21T08:26:04", "must be an RFC 3339 time"],
    ["timestamp", 1795249564, "must be an RFC 3339 time"],
    ["expect_next", 5, "must be a string"],
    ["data", [], "must be an object"],
    ["data", null, "must be an object"],
    ["data", "x", "must be an object"],
    ["epoch", "", text(64)],
    ["epoch", "x".repeat(65), text(64)],
    ["epoch", "e\0f", text(64)],
    ["epoch", "e\ud800", text(64)],
    ["instance_id", "i\0", text(128)],
    ["epoch", undefined, "must come with seq"],
    ["seq", 0, "must be a whole number from 1"],
    ["seq", 1.5, "must be a whole number from 1"],
    ["seq", 2 ** 53, "must be a whole number from 1"],
    ["seq", "1", "must be a whole number from 1"],
    ["seq", null, "must be a whole number from 1"],
    ["seq", undefined, "must come with epoch"],
    ["set_keys", "a", "must be a list of strings"],
    ["calls", -1, "must be a whole number from 0"],
    ["dropped", [1], "must be an object of numbers"],
    ["recorded", 0.5, "must be a whole number from 0"],
    ["lost", null, "must be an object of numbers"],
    ["faults", "a", "must be an object of numbers"],
    ["controls", "1", "must be a whole number from 0"],
    ["offset_ms", "1", "must be a number"],
    ["forget", 1, "must be true or false"],
  ])("with %s = %j is refused: %s", (member, value, reason) => {
    const update = JSON.parse(JSON.stringify({ ...validUpdate(), [member]: value }));
    expect(() => readUpdate(update)).toThrow(new RegExp(`^${member}: ${reason}$`));
  });

  test.each([
    [{ set_keys: ["a", 1] }, "set_keys[1]: must be a string"],
    [{ set_keys: Array(300_000).fill(1) }, "set_keys[0]: must be a string"],
    [{ dropped: { offline: -1 } }, "dropped.offline: must be a number from 0"],
    [{ dropped: { offline: "1" } }, "dropped.offline: must be a number from 0"],
    [{ lost: { expired: Number.POSITIVE_INFINITY } }, "lost.expired: must be a number from 0"],
    [{ faults: { network: Number.NaN } }, "faults.network: must be a number from 0"],
    [
      { dropped: { ["x".repeat(100)]: null } },
      `dropped.${"x".repeat(40)}…: must be a number from 0`,
    ],
    [{ data: { cart: [Infinity] } }, "data.cart: must hold finite numbers"],
  ])("with %o is refused where the fault is", (change, message) => {
    expect(() => readUpdate({ ...validUpdate(), ...change })).toThrow(message);
  });

  test("may nest deeper than can be kept: one value must not cost the others", () => {
    const data = { cart: nested(100 * MAX_DEPTH) as [] };
    expect(readUpdate(validUpdate({ data })).data).toBe(data);
  });

  test.each([null, 1, "x", [], true])("that is %j is refused", (value) => {
    expect(() => readUpdate(value)).toThrow("body: must be an object");
  });
});

describe("a change of controls", () => {
  test.each([
    {},
    { interval_ms: 1_000, stop: true, disable: ["a:b"], enable: ["c"] },
    { interval_ms: 2_592_000_000 },
  ])("%j comes through", (change) => {
    expect(readChange(change)).toEqual(change);
  });

  test.each([
    [{ interval_ms: 999 }, "interval_ms: must be a whole number from 1000 to 2592000000"],
    [{ interval_ms: 2_592_000_001 }, "interval_ms: must be a whole number from 1000 to 2592000000"],
    [{ interval_ms: "60000" }, "interval_ms: must be a whole number from 1000 to 2592000000"],
    [{ stop: "yes" }, "stop: must be true or false"],
    [{ disable: "a" }, "disable: must be a list of strings"],
    [{ enable: [""] }, "enable[0]: must be a string of 1 to 1024 characters"],
    [{ disable: Array(1001).fill("a") }, "disable: must be at most 1000 keys"],
    [{ app: "" }, "app: must be a string of 1 to 64 characters"],
    [{ percent: 100.5 }, "percent: must be a number from 0 to 100"],
    [{ instances: Array(1001).fill(1) }, "instances: must be at most 1000 instances"],
    [{ instances: ["a", 1] }, "instances[1]: must be a string of 1 to 128 characters"],
    [{ author: null }, "author: must be a string"],
    [{ reason: "x".repeat(501) }, "reason: must be at most 500 characters"],
    [{ version: -1 }, "version: must be a whole number from 0"],
    [null, "body: must be an object"],
  ])("%j is refused", (value, message) => {
    expect(() => readChange(value)).toThrow(message);
  });

  test("is refused for the first of its faults, in the order of the description", () => {
    const change = { version: "1", percent: 101, disable: [""] };
    const message = "disable[0]: must be a string of 1 to 1024 characters";
    expect(() => readChange(change)).toThrow(message);
  });
});

describe("an undo", () => {
  test("comes through", () => {
    const undo = { version: -1, author: "ada", reason: "" };
    expect(readUndo({ ...undo, more: 1 })).toEqual(undo);
  });

  test.each([
    [{}, "version: must be a whole number"],
    [{ version: 0.5 }, "version: must be a whole number"],
    [{ version: 1, author: 1 }, "author: must be a string"],
    [1, "body: must be an object"],
  ])("%j is refused", (value, message) => {
    expect(() => readUndo(value)).toThrow(new RegExp(`^${message}$`));
  });
});

test("a login has a token", () => {
  expect(readToken({ token: "" })).toBe("");
  for (const body of [{}, [], null, { token: 1 }]) {
    expect(() => readToken(body)).toThrow(/^token: must be a string$/);
  }
});
