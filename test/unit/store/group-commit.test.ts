// Many writers, one transaction.
import { expect, test } from "vitest";
import { createGroupCommit } from "../../../src/store/group-commit.ts";

function group(write: (batch: number[]) => void = () => undefined) {
  const turns: (() => void)[] = [];
  const commits: number[][] = [];
  const { join, flush } = createGroupCommit<number[]>({
    empty: () => [],
    write(batch) {
      write(batch);
      commits.push(batch);
    },
    later: (run) => void turns.push(run),
  });
  const add = (n: number) =>
    join((batch) => {
      batch.push(n);
      return n * 10;
    });
  const turn = () => {
    for (const run of turns.splice(0)) run();
  };
  const settle = () => {
    while (turns.length > 0) turn();
  };
  return { join, flush, add, commits, turns, turn, settle };
}

test("commits together what arrives together, and answers each for itself", async () => {
  const { add, commits, settle } = group();
  const answers = [add(1), add(2), add(3)];
  expect(commits).toEqual([]);
  settle();
  expect(await Promise.all(answers)).toEqual([10, 20, 30]);
  expect(commits).toEqual([[1, 2, 3]]);
});

test("takes all that arrives until it is told to commit", () => {
  const { add, commits, turns, turn } = group();
  void add(1);
  void add(2);
  expect(turns).toHaveLength(1);
  turn();
  expect(commits).toEqual([[1, 2]]);
});

test("starts a new batch, and a new wait, after each commit", async () => {
  const { add, commits, settle } = group();
  const first = add(1);
  settle();
  await first;
  const second = add(2);
  settle();
  await second;
  expect(commits).toEqual([[1], [2]]);
});

test("rejects all who wait when the commit fails, and goes on afterwards", async () => {
  let broken = true;
  const { add, commits, settle } = group(() => {
    if (broken) throw new Error("disk full");
  });
  const failed = Promise.allSettled([add(1), add(2)]);
  settle();
  expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  broken = false;
  const again = add(1);
  settle();
  expect(await again).toBe(10);
  expect(commits).toEqual([[1]]);
});

test("rejects who cannot be added, without a commit", async () => {
  const { join, turns } = group();
  const refused = join(() => {
    throw new Error("no");
  });
  await expect(refused).rejects.toThrow("no");
  expect(turns).toEqual([]);
});

test("flushes at once, and an old wait leaves a new batch alone", async () => {
  const { add, flush, commits, turns } = group();
  flush();
  const answer = add(1);
  flush();
  expect(await answer).toBe(10);
  void add(2);
  turns[0]?.();
  expect(commits).toEqual([[1]]);
  turns[1]?.();
  expect(commits).toEqual([[1], [2]]);
});
