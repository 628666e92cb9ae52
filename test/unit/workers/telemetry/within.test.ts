// A deadline for what others are asked.
import { expect, test } from "vitest";
import { within } from "../../../../src/workers/telemetry/within.ts";
import { settled } from "../../../support/clock.ts";
import { manualClock } from "../../../support/manual-clock.ts";

test.each([
  ["gives what is there in time", () => Promise.resolve(1), 1],
  ["rejects with what went wrong in time", () => Promise.reject(new Error("away")), "away"],
])("%s, and waits no more", async (_, work, outcome) => {
  const clock = manualClock();
  const found = await within(clock, 5, work()).catch((error: Error) => error.message);
  await settled();
  expect([found, clock.pending()]).toEqual([outcome, 0]);
});

test("rejects with `timeout` when it takes longer, and what comes then is nobody's", async () => {
  const clock = manualClock();
  const work = Promise.withResolvers<number>();
  const found = within(clock, 5, work.promise).catch((error: Error) => error);
  clock.advance(4);
  await settled();
  expect(clock.pending()).toBe(1);
  clock.advance(1);
  expect(await found).toMatchObject({ code: "timeout", message: "no answer within 5 ms" });
  work.reject(new Error("late"));
  await settled();
  expect(clock.pending()).toBe(0);
});
