// Protobuf written by tables, and read back.
import { expect, test } from "vitest";
import { decode, decodeDelimited } from "../../../src/proto/decode.ts";
import { encode, encodeDelimited } from "../../../src/proto/encode.ts";
import type { Schema } from "../../../src/proto/schema.ts";

const INNER: Schema = { 1: ["text", "string"], 2: ["half", "double"] };
const OUTER: Schema = {
  1: ["count", "uint64"],
  2: ["time", "int64"],
  3: ["one", INNER],
  16: ["several", INNER, "many"],
};

const hex = (body: Uint8Array) =>
  Array.from(body, (byte) => byte.toString(16).padStart(2, "0")).join("");

test.each([
  ["nothing", [], ""],
  ["a message without fields", [{}], "00"],
  ["zeros that are there", [{ count: 0, time: 0 }], "0408001000"],
  [
    "fields in the order of their numbers",
    [{ one: { half: 0.5, text: "é" }, count: 300 }],
    "1208ac021a0d0a02c3a911000000000000e03f",
  ],
  ["what is repeated", [{ several: [{ text: "a" }, {}] }], "098201030a0161820100"],
  ["numbers below 0", [{ time: -1 }], "0b10ffffffffffffffffff01"],
  ["a character far up", [{ one: { text: "𠀀" } }], "081a060a04f0a08080"],
  ["several messages", [{ count: 1 }, { count: 2 }], "020801020802"],
])("holds %s", (_, messages, expected) => {
  const body = encodeDelimited(messages, OUTER);
  expect(hex(body)).toBe(expected);
  expect(decodeDelimited(body, OUTER)).toEqual(messages);
});

test("holds numbers of eight bytes, and one message alone", () => {
  const schema: Schema = { 1: ["times", "fixed64", "many"], 2: ["text", "string"] };
  const message = { times: [1, -7, 1_234_567_890_123_000_000], text: "a" };
  const body = encode(message, schema);
  expect(hex(body.subarray(0, 18))).toBe("09010000000000000009f9ffffffffffffff");
  expect(decode(body, schema)).toEqual(message);
  expect(() => decode(body.subarray(0, 5), schema)).toThrow(/cut off/);
});

test("what is undefined is absent", () => {
  expect(hex(encodeDelimited([{ count: undefined, several: undefined }], OUTER))).toBe("00");
});

test("what is longer than a length of one byte comes back", () => {
  const messages = [
    { one: { text: "x".repeat(100_000) } },
    { several: Array(50_000).fill({ half: 1 }) },
  ];
  expect(decodeDelimited(encodeDelimited(messages, OUTER), OUTER)).toEqual(messages);
});
