// The last push of each epoch, and for how long that is known.
import { describe, expect, test } from "vitest";
import { createEpochs, type Lasts } from "../../../../src/store/pushes/epochs.ts";
import { migratePushes } from "../../../../src/store/pushes/schema.ts";
import { memorySql } from "../../../support/store.ts";

const DAY_MS = 86_400_000;
const NOTHING: Lasts = new Map();
const some: Lasts = new Map([["f", new Map([[0, [0, 5] as const]])]]);

function open(maxChars?: number, maxGone?: number) {
  const sql = memorySql();
  migratePushes(sql);
  for (const job of [1, 2]) {
    sql.all("INSERT INTO sum_job VALUES (?, ?, 0, 0, 0, 0, 0)", job, `job ${job}`);
  }
  const size = () => [
    ...sql.all("SELECT epoch_chars FROM sum_job ORDER BY id").map((row) => row["epoch_chars"]),
    sql.all("SELECT gone FROM sum_size")[0]?.["gone"],
  ];
  const held = () =>
    sql
      .all("SELECT epoch, last IS NULL AS gone FROM sum_epoch ORDER BY id")
      .map(({ epoch, gone }) => `${epoch}${gone ? " is over" : ""}`);
  return { epochs: createEpochs(sql, maxChars, maxGone), size, held };
}

describe("an epoch", () => {
  test("has what it pushed last", () => {
    const { epochs } = open();
    expect(epochs.find(1, "e", 1, 0)).toBeUndefined();
    epochs.put(1, "e", { seq: 1, lasts: NOTHING }, 0);
    epochs.put(1, "e", { seq: 3, lasts: some }, 0);
    expect(epochs.find(1, "e", 4, 0)).toEqual({ seq: 3, lasts: some });
    expect(epochs.find(2, "e", 4, 0)).toBeUndefined();
  });

  test("tells that a push is not new", () => {
    const { epochs } = open();
    epochs.put(1, "e", { seq: 3, lasts: some }, 0);
    expect(epochs.find(1, "e", 3, 0)?.seq).toBe(3);
  });

  test("is over after thirty days, and then only takes what changes nothing", () => {
    const { epochs, held } = open();
    epochs.put(1, "e", { seq: 3, lasts: some }, 0);
    expect(epochs.find(1, "e", 4, 30 * DAY_MS)).toEqual({ seq: 3, lasts: some });
    const later = 30 * DAY_MS + 1;
    const over = expect.objectContaining({
      code: "conflict",
      message: 'epoch "e" is over: begin another',
      cause: { seq: 3 },
    });
    expect(() => epochs.find(1, "e", 4, later)).toThrow(over);
    epochs.put(1, "f", { seq: 1, lasts: some }, later);
    expect(held()).toEqual(["e is over", "f"]);
    expect(() => epochs.find(1, "e", 4, later)).toThrow(over);
    expect(epochs.find(1, "e", 3, later)?.seq).toBe(3);
  });

  test("that is over stays so, however long it goes on pushing", () => {
    const { epochs, held, size } = open();
    epochs.put(1, "e", { seq: 3, lasts: some }, 0);
    for (let day = 31; day <= 400; day += 1) {
      epochs.put(1, "f", { seq: day, lasts: NOTHING }, day * DAY_MS);
      expect(() => epochs.find(1, "e", 4, day * DAY_MS)).toThrow("is over");
    }
    expect(held()).toEqual(["e is over", "f"]);
    expect(size()).toEqual([102, 0, 1]);
  });

  test("is forgotten with its job, whether it is over or not", () => {
    const { epochs, held, size } = open(350, 1);
    for (let i = 0; i < 4; i += 1) epochs.put(1, `e${i}`, { seq: 1, lasts: NOTHING }, i);
    epochs.put(2, "f", { seq: 1, lasts: some }, 9);
    expect(size()).toEqual([204, 119, 1]);
    epochs.remove(1);
    expect([held(), size()[2]]).toEqual([["f"], 0]);
  });
});

describe("where there are too many", () => {
  test("the one silent longest is over", () => {
    const { epochs, held } = open(350);
    for (const [at, epoch] of ["a", "b", "c"].entries()) {
      epochs.put(1, epoch, { seq: 1, lasts: NOTHING }, at);
    }
    epochs.put(1, "a", { seq: 2, lasts: NOTHING }, 5);
    epochs.put(1, "d", { seq: 1, lasts: NOTHING }, 6);
    expect(held()).toEqual(["a", "b is over", "c", "d"]);
  });

  test("those of the job that has most are over, and no job takes the share of another", () => {
    const { epochs, held, size } = open(650);
    const put = (job: number, epoch: string, at: number) =>
      epochs.put(job, epoch, { seq: 1, lasts: NOTHING }, at);
    put(1, "honest", 0);
    put(1, "silent", 1);
    for (let i = 0; i < 50; i += 1) put(2, `flood ${i}`, 2 + i);
    expect(held().filter((each) => !each.includes("is over"))).toEqual([
      "honest",
      "silent",
      ...[46, 47, 48, 49].map((i) => `flood ${i}`),
    ]);
    expect(size()).toEqual([204, 408, 46]);
  });

  test("of those that are over the one silent longest is forgotten", () => {
    const { epochs, held, size } = open(150, 2);
    for (const [at, epoch] of ["a", "b", "c", "d"].entries()) {
      epochs.put(1, epoch, { seq: 1, lasts: NOTHING }, at);
    }
    expect(held()).toEqual(["b is over", "c is over", "d"]);
    expect(size()).toEqual([102, 0, 2]);
  });

  test("some end with each push", () => {
    const { epochs, held } = open();
    for (let i = 0; i < 25; i += 1) epochs.put(1, `e${i}`, { seq: 1, lasts: NOTHING }, i);
    const push = (epoch: string, day: number) => {
      epochs.put(1, epoch, { seq: 1, lasts: NOTHING }, day * DAY_MS);
      return [held().length, held().filter((each) => each.includes("over")).length];
    };
    expect(push("f", 40)).toEqual([26, 10]);
    expect(push("g", 40)).toEqual([27, 20]);
    expect(push("h", 65)).toEqual([28, 25]);
  });
});
