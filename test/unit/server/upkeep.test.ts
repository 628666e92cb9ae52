// Has the store roll its totals up.
import { expect, test } from "vitest";
import { keepUp } from "../../../src/server/upkeep.ts";
import { manualClock } from "../../support/manual-clock.ts";

test("asks every five seconds, sooner while there is more, and no more after its undo", () => {
  const clock = manualClock();
  const asked: number[] = [];
  const startedAt = clock.now();
  const isMore = [true, true, false];
  const compact = () => {
    asked.push(clock.now() - startedAt);
    return isMore.shift() ?? false;
  };
  const undo = keepUp({ compact }, clock);
  clock.advance(12_000);
  expect(asked).toEqual([5_000, 5_020, 5_040, 10_040]);
  undo();
  clock.advance(60_000);
  expect(asked).toHaveLength(4);
});
