// What remains of an instance that was forgotten.
import { expect, test } from "vitest";
import { receiptOf } from "../../../src/store/receipt.ts";

test("a receipt is 16 hex digits, the same for the same id and without the id", () => {
  const receipt = receiptOf("0b6cfa22-0d4c-41e8-b11b-7a0058e13201");
  expect(receipt).toMatch(/^[\da-f]{16}$/);
  expect(receiptOf("0b6cfa22-0d4c-41e8-b11b-7a0058e13201")).toBe(receipt);
});

test("receipts of many ids differ, in both of their halves", () => {
  const receipts = Array.from({ length: 10_000 }, (_, i) => receiptOf(`instance-${i}`));
  expect(new Set(receipts).size).toBe(receipts.length);
  expect(receipts.filter((receipt) => receipt.slice(0, 8) === receipt.slice(8))).toEqual([]);
});
