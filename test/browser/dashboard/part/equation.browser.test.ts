// Accounts as a sum, as a reader finds them.
import { expect, test } from "vitest";
import { Equation } from "../../../../src/dashboard/part/equation.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const draw = (unexplained: number) => () =>
  h(Equation, {
    of: {
      recorded: 1_020,
      accepted: 1_000,
      dropped: { reset: 4, expired: 10 },
      pending: 3,
      unexplained,
    },
  });
const texts = (node: HTMLElement, tag: string) =>
  [...node.querySelectorAll(tag)].map((each) => each.textContent);

test("what was recorded is what was accepted, dropped for any reason, is pending or unexplained", async () => {
  const { node } = await stage(draw(3));
  expect(texts(node, "dt")).toEqual(["Recorded", "Accepted", "Dropped", "Pending", "Unexplained"]);
  expect(texts(node, "dd")).toEqual(["1,020", "1,000", "14", "3", "3"]);
});

test("what is unexplained is bad news, unless it is nothing", async () => {
  expect((await stage(draw(0))).node.querySelector(".wrong")).toBeNull();
  expect((await stage(draw(-1))).node.querySelector(".wrong")?.textContent).toBe("-1");
});
