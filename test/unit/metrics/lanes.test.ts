// So many at a time.
import { expect, test } from "vitest";
import { createLanes } from "../../../src/metrics/lanes.ts";

test("as many run as there are lanes, the rest in their order, whatever becomes of one", async () => {
  const inLane = createLanes(2);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const all = [0, 1, 2, 3].map((index) =>
    inLane(async () => {
      begun.push(index);
      await new Promise<void>((end) => ends.push(end));
      if (index === 0) throw new Error("no");
      return index;
    }).catch(() => "failed"),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  ends[0]?.();
  await all[0];
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.();
  ends[2]?.();
  await all[2];
  ends[3]?.();
  expect(await Promise.all(all)).toEqual(["failed", 1, 2, 3]);
  expect(await inLane(async () => "free again")).toBe("free again");
});
