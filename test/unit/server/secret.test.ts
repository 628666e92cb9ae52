import { describe, expect, test } from "vitest";
import { digestOf, isSame, isSameText } from "../../../src/server/secret.ts";

const KEY = "correct horse battery";

test("a digest is SHA-256 of the text in UTF-8", async () => {
  const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0"));
  // Source: FIPS 180-4's example.
  expect(hex(await digestOf("abc")).join("")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  expect(await digestOf("größe")).not.toEqual(await digestOf("gröBe"));
});

test.each([
  [[1, 2, 3], [1, 2, 3], true],
  [[1, 2, 3], [9, 2, 3], false],
  [[1, 2, 3], [1, 2, 9], false],
  [[1, 2, 3], [1, 2], false],
  [[1, 2], [1, 2, 3], false],
  [[], [], true],
])("that the digests %j and %j are the same is %s", (one, other, same) => {
  expect(isSame(Uint8Array.from(one), Uint8Array.from(other))).toBe(same);
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
