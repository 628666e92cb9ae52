// Text as the bytes that browsers count and hashes read.
import { expect, test } from "vitest";
import { utf8, utf8Text } from "../../../src/core/utf8.ts";

test.for([
  ["", []],
  ["tally", [0x74, 0x61, 0x6c, 0x6c, 0x79]],
  ["ü", [0xc3, 0xbc]],
  ["€", [0xe2, 0x82, 0xac]],
  ["😀", [0xf0, 0x9f, 0x98, 0x80]],
  ["a lone surrogate: \ud83d", [...utf8("a lone surrogate: "), 0xef, 0xbf, 0xbd]],
] as const)("%j is %j", ([text, bytes]) => {
  expect([...utf8(text)]).toEqual(bytes);
});

test.for([
  [[], ""],
  [[0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
  [[0xe2, 0x82, 0xac, 0, 0x0a], "€\0\n"],
  [[0xe2, 0x82, 0x61, 0xff], "\ufffda\ufffd"],
] as const)("%j are %j", ([bytes, text]) => {
  expect(utf8Text(Uint8Array.from(bytes))).toBe(text);
});
