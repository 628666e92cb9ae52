import { describe, expect, test } from "vitest";
import { digestOf, isSameText } from "../../../src/server/secret.ts";

const KEY = "correct horse battery";

test("a digest is SHA-256 of the text in UTF-8", async () => {
  // Source: FIPS 180-4's example.
  const hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(await digestOf("abc")).toBe(Buffer.from(hex, "hex").toString("base64url"));
  expect(await digestOf("größe")).not.toBe(await digestOf("gröBe"));
});

test.each([
  ["abc", "abc", true],
  ["xbc", "abc", false],
  ["abx", "abc", false],
  ["ab", "abc", false],
  ["abc", "ab", false],
])("that %j is %j is %s", (given, expected, same) => {
  expect(isSameText(given, expected)).toBe(same);
});

describe("a text", () => {
  test("is the expected one only as a whole", () => {
    expect(isSameText(KEY, KEY)).toBe(true);
    for (let i = 0; i < KEY.length; i += 1) {
      expect(isSameText(KEY.slice(0, i), KEY)).toBe(false);
      expect(isSameText(`${KEY.slice(0, i)}X${KEY.slice(i + 1)}`, KEY)).toBe(false);
    }
  });

  test.each([`${KEY}${KEY}`, `${KEY} `, "", "\u{1f511}", `${KEY.slice(0, -1)}\u0179`])(
    "'%s' is not the expected one",
    (given) => {
      expect(isSameText(given, KEY)).toBe(false);
    },
  );

  test("is looked through to its end, whether it differs at its start or at its end", () => {
    const looked: number[] = [];
    const spied = (text: string) =>
      ({
        length: text.length,
        charCodeAt: (i: number) => {
          looked.push(i);
          return text.charCodeAt(i);
        },
      }) as unknown as string;
    isSameText(spied(`X${KEY.slice(1)}`), KEY);
    isSameText(spied(`${KEY.slice(0, -1)}X`), KEY);
    expect(looked).toHaveLength(2 * KEY.length);
  });
});
