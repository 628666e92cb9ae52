// Accounts, as they are read.
import { expect, test } from "vitest";
import { Account } from "../../../../src/dashboard/part/account.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { HOSTILE } from "../../../support/key-server.ts";
import { epoch } from "../../../support/site-server.ts";
import { stage } from "../../../support/stage.ts";

const draw = (more: Parameters<typeof epoch>[1]) => () =>
  h(Account, { of: epoch("edge", more), facts: [{ name: "Clock", value: "right" }] });

test("drops and troubles are ranked in words, and a reason of a client's own is only text", async () => {
  const { node } = await stage(
    draw({ dropped: { [HOSTILE]: 1, "buffer-full": 14 }, faults: { network: 2 } }),
  );
  expect([...node.querySelectorAll("tbody th")].map((each) => each.textContent)).toEqual([
    "full buffer",
    `“${HOSTILE}”`,
    "no connection",
  ]);
  expect(node.querySelector("img")).toBeNull();
});

test("what is missing may hold what is pending, and further facts stand beside it", async () => {
  const { node } = await stage(draw({ missing: 1, pending: 3 }));
  expect(node.querySelector(".facts")?.textContent).toBe(
    "Missing updates1what is pending is in themDuplicates absorbed0Clockright",
  );
});

test("without drops and troubles there is no ranking of them", async () => {
  expect((await stage(draw({}))).node.querySelector("table")).toBeNull();
});
