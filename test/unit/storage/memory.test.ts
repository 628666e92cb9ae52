// The reference storage.
import { describe, expect, test } from "vitest";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { storageContract } from "../../contract/storage.ts";

describe("memoryStorage keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(storageContract)) {
    test(sentence, async () => {
      const [actual, expected] = await check(memoryStorage());
      expect(actual).toEqual(expected);
    });
  }
});

test("two of them know nothing of each other", async () => {
  const one = memoryStorage();
  await one.write({ a: 1 });
  expect(await memoryStorage().keys("")).toEqual([]);
});
