import { expect, test } from "vitest";
import { atMost } from "../../../src/metrics/at-most.ts";
import { settled } from "../../support/clock.ts";

test("so many run at a time, and the rest in the order in which they came", async () => {
  const limited = atMost(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = [1, 2, 3, 4].map((id) =>
    limited(async () => {
      begun.push(id);
      await new Promise<void>((resolve) => ends.push(resolve));
      return id;
    }),
  );
  await settled();
  expect(begun).toEqual([1, 2]);
  ends[1]?.();
  await settled();
  expect(begun).toEqual([1, 2, 3]);
  ends[0]?.();
  await settled();
  ends[2]?.();
  ends[3]?.();
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
});

test("what fails makes room, too", async () => {
  const limited = atMost(1);
  await expect(limited(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await limited(async () => "in")).toBe("in");
});
