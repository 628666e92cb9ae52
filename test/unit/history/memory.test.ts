// A history in memory.
import { describe, test } from "vitest";
import { memoryHistory } from "../../../src/history/memory.ts";
import { historyContract } from "../../contract/history.ts";

describe("memoryHistory keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(historyContract)) {
    test(sentence, () => check(memoryHistory));
  }
});
