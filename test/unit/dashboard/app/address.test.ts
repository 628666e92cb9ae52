// Views in the address.
import { describe, expect, test } from "vitest";
import {
  changed,
  moved,
  readAddress,
  VIEW_NAMES,
  VIEWS,
  writeAddress,
} from "../../../../src/dashboard/app/address.ts";

describe("an address", () => {
  test.for([
    "#/overview",
    "#/keys?key=cart.add&range=24h",
    "#/keys?key=",
    "#/keys?key=__proto__&member=%22200%22",
    "#/keys?key=%3Cimg+src%3Dx%3E%23%3F%26%3D%2B%25+%C3%A9&member=a%26b",
    "#/keys?compare=a&compare=b",
    "#/reports?version=1%3F2",
  ])("%s leads back to itself", (hash) => {
    expect(writeAddress(readAddress(hash))).toBe(hash);
  });

  test.for([
    "",
    "#",
    "#/",
    "#nonsense",
    "#/nonsense?key=a",
    "#/__proto__",
    "#/constructor",
    "#%",
    "#/%E0%A4%A?%E0%A4%A=%",
    "#/Keys",
    "#//keys",
    "#???",
    "#/\u0000\ud800?\udfff=\ud800",
    `#/${"?&=%".repeat(50_000)}`,
  ])("%j names no view, and is the overview's", (hash) => {
    expect(readAddress(hash).view).toBe("overview");
  });

  test("has all that comes after the first question mark as its words", () => {
    const { view, words } = readAddress("#/keys?key=a?b&search=%&search");
    expect([view, [...words]]).toEqual([
      "keys",
      [
        ["key", "a?b"],
        ["search", "%"],
        ["search", ""],
      ],
    ]);
  });
});

test("words are set, set one after the other, and taken away", () => {
  const before = readAddress("#/keys?app=shop&key=a&compare=x");
  const after = changed(before, { key: "b", compare: ["y", "z"], app: null, none: [] });
  expect(writeAddress(after)).toBe("#/keys?key=b&compare=y&compare=z");
  expect(writeAddress(before)).toBe("#/keys?app=shop&key=a&compare=x");
});

test("only the app and the range go along to another view", () => {
  const from = readAddress("#/keys?app=shop&range=7d&key=a&search=b");
  expect(writeAddress(moved(from, "controls"))).toBe("#/controls?app=shop&range=7d");
  expect(writeAddress(moved(from, "keys", { key: "c", range: null }))).toBe(
    "#/keys?app=shop&key=c",
  );
});

test("each view has a name, and a first letter of its own for its shortcut", () => {
  expect(Object.keys(VIEW_NAMES)).toEqual([...VIEWS]);
  expect(new Set(VIEWS.map((view) => view[0])).size).toBe(VIEWS.length);
});
