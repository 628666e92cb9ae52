// A deadline.
import { expect, test } from "vitest";
import { within } from "../../../src/collector/within.ts";
import { fakeClock } from "../../support/clock.ts";

test("settles like the work, and leaves no timer behind", async () => {
  const clock = fakeClock();
  expect(await within({ clock }, 10, Promise.resolve("done"))).toBe("done");
  await expect(within({ clock }, 10, Promise.reject(new Error("broken")))).rejects.toThrow(
    "broken",
  );
  await clock.advance(0);
  expect(clock.waits()).toEqual([]);
});

test("rejects when the work takes longer", async () => {
  const clock = fakeClock();
  const late = within({ clock }, 10, new Promise(() => {}));
  const outcome = expect(late).rejects.toBeDefined();
  await clock.advance(10);
  await outcome;
});

test("work that fails after its deadline disturbs nobody", async () => {
  const clock = fakeClock();
  const { promise, reject } = Promise.withResolvers<void>();
  const outcome = expect(within({ clock }, 10, promise)).rejects.toBeDefined();
  await clock.advance(10);
  reject(new Error("too late to matter"));
  await outcome;
});

test("rejects when the work is no promise", async () => {
  await expect(within({ clock: fakeClock() }, 10, undefined as never)).rejects.toThrow(TypeError);
});
