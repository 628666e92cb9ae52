// Protobuf, written backwards.
import { expect, test } from "vitest";
import { createWriter, type Writer } from "../../../src/proto/writer.ts";

const hex = (write: (to: Writer) => void) => {
  const to = createWriter();
  write(to);
  return Buffer.from(to.bytes()).toString("hex");
};

test.each<[string, (to: Writer) => void, string]>([
  ["nothing", () => {}, ""],
  ["a text", (to) => to.text(1, "é"), "0a02c3a9"],
  ["an empty text", (to) => to.text(3, ""), "1a00"],
  ["a lone surrogate as what stands for it", (to) => to.text(1, "\ud800"), "0a03efbfbd"],
  ["a character far up", (to) => to.text(1, "𠀀"), "0a04f0a08080"],
  ["0", (to) => to.varint(3, 0), "1800"],
  ["a number", (to) => to.varint(3, 300), "18ac02"],
  ["a number below 0", (to) => to.varint(3, -5), "18fbffffffffffffffff01"],
  ["2^32 - 1", (to) => to.varint(3, 2 ** 32 - 1), "18ffffffff0f"],
  ["2^32", (to) => to.varint(3, 2 ** 32), "188080808010"],
  ["2^53", (to) => to.varint(3, 2 ** 53), "188080808080808010"],
  ["-2^53", (to) => to.varint(3, -(2 ** 53)), "1880808080808080f0ff01"],
  ["2^64 - 2^11", (to) => to.varint(3, 2 ** 64 - 2 ** 11), "1880f0ffffffffffffff01"],
  ["a number of eight bytes", (to) => to.fixed64(3, 2 ** 53 - 1), "19ffffffffffff1f00"],
  ["one below 0", (to) => to.fixed64(3, -2), "19feffffffffffffff"],
  ["a double", (to) => to.double(3, -1.5), "19000000000000f8bf"],
  ["-0", (to) => to.double(3, -0), "190000000000000080"],
  ["NaN", (to) => to.double(3, Number.NaN), "19000000000000f87f"],
  [
    "doubles behind one length",
    (to) => to.packed(4, [1, 2]),
    "2210000000000000f03f0000000000000040",
  ],
  ["a message, even an empty one", (to) => to.message(2, () => {}), "1200"],
  ["a message behind its length alone", (to) => to.message(undefined, () => {}), "00"],
  ["a field of two bytes", (to) => to.message(16, () => to.varint(1, 1)), "8201020801"],
  [
    "the last field first",
    (to) => {
      to.text(2, "b");
      to.text(1, "a");
    },
    "0a0161120162",
  ],
])("has %s", (_, write, expected) => expect(hex(write)).toBe(expected));

test("it grows as it must", () => {
  const text = "x".repeat(100_000);
  const to = createWriter();
  to.text(1, "end");
  for (let index = 0; index < 5; index += 1) to.text(1, text);
  const all = new TextDecoder().decode(to.bytes());
  expect(all.length).toBe(5 * (100_000 + 4) + 5);
  expect(all.endsWith(`${text}\n\u0003end`)).toBe(true);
});
