// Protobuf read by tables.
import { describe, expect, test } from "vitest";
import { decode, decodeDelimited } from "../../../src/proto/decode.ts";
import { encodeDelimited } from "../../../src/proto/encode.ts";
import type { Schema } from "../../../src/proto/schema.ts";

const INNER: Schema = { 1: ["text", "string"], 2: ["half", "double"] };
const OUTER: Schema = {
  1: ["count", "uint64"],
  2: ["time", "int64"],
  3: ["one", INNER],
  16: ["several", INNER, "many"],
};

const bytes = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

describe("messages behind their lengths", () => {
  test.each([
    ["fields of other numbers", "1020012900000000000000003d00000000", [{}]],
    ["fields of other numbers that have a length", "053201610801", [{ count: 1 }]],
    ["the last of several", "0408010802", [{ count: 2 }]],
    ["a length in more bytes than it needs", "82808080000801", [{ count: 1 }]],
    ["the largest count, rounded", "0b08ffffffffffffffffff01", [{ count: 2 ** 64 - 2 ** 11 }]],
    ["a byte order mark", "071a050a03efbbbf", [{ one: { text: "\uFEFF" } }]],
  ])("reads %s", (_, body, expected) =>
    expect(decodeDelimited(bytes(body), OUTER)).toEqual(expected),
  );

  test.each([
    ["a length that is cut off", "80", "byte 0: cut off"],
    ["a length without its message", "10", "byte 1: cut off: 16 bytes, of which 0"],
    ["a message that is cut off", "0308", "byte 1: cut off: 3 bytes, of which 1"],
    ["a length of six bytes", "808080808000", "byte 0: a varint of more than 5 bytes"],
    ["a length of far too much", "ffffffff7f", "byte 5: cut off: 34359738367 bytes"],
    ["a number that is cut off", "020880", "byte 2: cut off"],
    [
      "a number that never ends",
      `0c08${"80".repeat(10)}00`,
      "byte 2: a varint of more than 10 bytes",
    ],
    [
      "a number of more than 64 bits",
      `0b08${"80".repeat(9)}02`,
      "byte 2: a varint of more than 10 bytes or 64 bits",
    ],
    ["a double that is cut off", "051a03110000", "cut off: 8 bytes, of which 2"],
    ["a text that is longer than its message", "041a020a05", "cut off: 5 bytes, of which 0"],
    ["a message that is longer than the one around it", "021a05", "cut off: 5 bytes, of which 0"],
    ["a text that is not UTF-8", "051a030a01ff", "byte 5: not UTF-8"],
    ["a field of another layout", "020a00", "byte 3: count is laid out as 2"],
    ["a layout that nobody writes", "0123", "byte 2: a field is laid out as 3"],
    ["a field without a number", "020000", "byte 2: a field without a number"],
  ])("refuses %s", (_, body, message) => {
    const read = () => decodeDelimited(bytes(body), OUTER);
    expect(read).toThrow(expect.objectContaining({ code: "parse" }));
    expect(read).toThrow(message);
  });

  test("refuses whatever is cut off within a message", () => {
    const body = encodeDelimited(
      [{ count: 300, time: -1, one: { text: "abc", half: 2 }, several: [{}] }],
      OUTER,
    );
    for (let length = 1; length < body.length; length += 1) {
      expect(() => decodeDelimited(body.subarray(0, length), OUTER)).toThrow(/cut off/);
    }
  });
});

describe("a message that is all of a body", () => {
  const DOUBLES: Schema = {
    1: ["doubles", "double", "many"],
    3: ["count", "int64"],
  };

  test.each([
    ["nothing", "", {}],
    ["doubles one by one", "09000000000000f03f09000000000000f03f", { doubles: [1, 1] }],
    [
      "doubles together, in two pieces",
      "0a08000000000000f03f0a00090000000000000040",
      { doubles: [1, 2] },
    ],
    ["no field of another layout", "1801080110011a00", { count: 1 }],
  ])("holds %s", (_, body, expected) => expect(decode(bytes(body), DOUBLES)).toEqual(expected));

  test.each([
    ["doubles that are cut off", "0a0400000000", "cut off: 8 bytes, of which 4"],
    ["a skipped field that is cut off", "1a05", "cut off: 5 bytes, of which 0"],
    ["the end of a group", "0c", "a field is laid out as 4"],
  ])("refuses %s", (_, body, message) => {
    expect(() => decode(bytes(body), DOUBLES)).toThrow(message);
  });
});
