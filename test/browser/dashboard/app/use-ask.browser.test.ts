// One question at a time, asked for as long as it is shown.
import { expect, test } from "vitest";
import { useAsk } from "../../../../src/dashboard/app/use-ask.ts";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const refusal = (status: number, wantsToken = false) =>
  Object.assign(new Error(`said ${status}`), { status, wantsToken });

/** A part that asks `question`, whose requests the test answers. */
async function asking(first: string | null = "a") {
  let question = first;
  const calls: {
    readonly of: string | null;
    readonly signal: AbortSignal | undefined;
    answer(text: string): void;
    fail(error: unknown): void;
  }[] = [];
  let retry = () => {};
  function Part() {
    const of = question;
    const asked = useAsk<string>(
      of === null ? null : [of],
      (_server, { signal }) =>
        new Promise((answer, fail) => calls.push({ of, signal, answer, fail })),
    );
    retry = asked.retry;
    return h("p", null, asked.problem ?? asked.data ?? "…");
  }
  const page = await stage(() => h(Part, {}));
  return {
    page,
    calls,
    shown: () => page.node.textContent,
    /** The part asks something else from now on. */
    async ask(next: string | null) {
      question = next;
      await page.pulse();
    },
    async answer(at: number, text: string) {
      calls[at]?.answer(text);
      await page.settled();
    },
    async fail(at: number, error: unknown) {
      calls[at]?.fail(error);
      await page.settled();
    },
    async retry() {
      retry();
      await page.settled();
    },
  };
}

test("asks at once, and again when there may be something new", async () => {
  const { page, calls, shown, answer } = await asking();
  expect([shown(), calls.length]).toEqual(["…", 1]);
  await answer(0, "one");
  expect(shown()).toBe("one");
  await page.pulse();
  expect([shown(), calls.length]).toEqual(["one", 2]);
  await answer(1, "two");
  expect(shown()).toBe("two");
});

test("asks once more, and only once, for all that was new while a request was on its way", async () => {
  const { page, calls, answer } = await asking();
  await page.pulse();
  await page.pulse();
  await page.pulse();
  expect(calls).toHaveLength(1);
  await answer(0, "one");
  await expect.poll(() => calls.length, { timeout: 5_000 }).toBe(2);
  await answer(1, "two");
  expect(calls).toHaveLength(2);
});

test("lets go of a question that was left, and of its answer", async () => {
  const { calls, shown, ask, answer } = await asking("a");
  await ask("b");
  expect(calls.map(({ of, signal }) => [of, signal?.aborted])).toEqual([
    ["a", true],
    ["b", false],
  ]);
  await answer(0, "late");
  expect(shown()).toBe("…");
  await answer(1, "right");
  expect(shown()).toBe("right");
  await ask("c");
  expect(shown()).toBe("…");
});

test("asks nothing for null, and lets go of what was on its way", async () => {
  const { calls, shown, ask, answer } = await asking("a");
  await ask(null);
  expect(calls.map(({ signal }) => signal?.aborted)).toEqual([true]);
  await answer(0, "late");
  expect(shown()).toBe("…");
  await ask("a");
  expect(calls).toHaveLength(2);
});

test("shows the last answer while the server is away, and waits for the page to ask again", async () => {
  const { page, calls, shown, answer, fail } = await asking();
  await answer(0, "one");
  await page.pulse();
  await page.pulse();
  await fail(1, refusal(0));
  expect([shown(), calls.length]).toEqual(["one", 2]);
  expect(page.troubles).toEqual(["said 0"]);
  await page.pulse();
  expect(calls).toHaveLength(3);
});

test("says why the server refuses, and asks again when it is told to", async () => {
  const { page, calls, shown, fail, retry, answer } = await asking();
  await fail(0, refusal(400));
  expect([shown(), page.troubles]).toEqual(["said 400", []]);
  await retry();
  expect(calls).toHaveLength(2);
  await answer(1, "one");
  expect(shown()).toBe("one");
});

test("locks the page when the server wants a token", async () => {
  const { page, calls, fail } = await asking();
  await fail(0, refusal(401, true));
  expect([page.troubles, calls.length]).toEqual([["locked"], 1]);
});

test("lets go of its request when it is not shown any more", async () => {
  const { page, calls, fail } = await asking();
  page.leave();
  await page.settled();
  expect(calls[0]?.signal?.aborted).toBe(true);
  await fail(0, calls[0]?.signal?.reason);
  expect(page.troubles).toEqual([]);
});

test("what takes long to answer is asked for again only after a rest, another question at once", async () => {
  const { page, calls, ask, answer } = await asking();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await answer(0, "slow");
  await page.pulse();
  await page.pulse();
  expect(calls.length).toBe(1);
  await ask("b");
  expect(calls.length).toBe(2);
  await answer(1, "quick");
  await ask("a");
  await expect.poll(() => calls.length, { timeout: 5_000 }).toBe(3);
});

test("who asks by hand does not wait for that rest", async () => {
  const { page, calls, answer, retry } = await asking();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await answer(0, "slow");
  await page.pulse();
  expect(calls.length).toBe(1);
  await retry();
  expect(calls.length).toBe(2);
});
