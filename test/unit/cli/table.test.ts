import { expect, test } from "vitest";
import { countText, sizeText, tableText } from "../../../src/cli/table.ts";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1_000, "1.0 kB"],
  [1_234_567, "1.2 MB"],
  [5e9, "5.0 GB"],
  [5e16, "50000.0 TB"],
])("%i bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test("counts have commas", () => expect(countText(-1_234_567)).toBe("-1,234,567"));

test("words stand to the left, numbers to the right", () => {
  const rows = [
    ["key", 1_234, "a"],
    ["instance", 5, ""],
  ];
  expect(tableText(rows)).toBe("key       1,234  a\ninstance      5");
});

test("no rows are no text", () => expect(tableText([])).toBe(""));
