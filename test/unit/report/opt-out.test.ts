// The user's choice.
import { expect, test } from "vitest";
import { hasOptedOut, optOut } from "../../../src/report/opt-out.ts";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { contents, faultyStorage } from "../../support/storage.ts";

test("is kept until it is taken back", async () => {
  const storage = memoryStorage();
  expect(await hasOptedOut(storage)).toBe(false);
  await optOut(storage, true);
  expect(await hasOptedOut(storage)).toBe(true);
  await optOut(storage, false);
  expect(await hasOptedOut(storage)).toBe(false);
  expect(await contents(storage)).toEqual({});
});

test("that cannot be kept is told", async () => {
  const storage = faultyStorage("rejects");
  await expect(optOut(storage, true)).rejects.toThrow("disk is on fire");
  await expect(hasOptedOut(storage)).rejects.toThrow("disk is on fire");
});
