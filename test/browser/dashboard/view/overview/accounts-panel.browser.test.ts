// The accounts of everybody, as a reader finds them.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { AccountsPanel } from "../../../../../src/dashboard/view/overview/accounts-panel.tsx";
import { HOSTILE } from "../../../../support/key-server.ts";
import { NOW_MS } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const REPLY = {
  now: NOW_MS,
  recorded: 20,
  accepted: 5,
  dropped: { [HOSTILE]: 1, "buffer-full": 14 },
  pending: 0,
  unexplained: 0,
  missing: 0,
  duplicates: 5,
  epochs: [],
};
const draw = (dropped: Record<string, number>) => () => {
  const data = { ...REPLY, dropped };
  return h(AccountsPanel, { asked: { data, problem: undefined, retry: () => {} } });
};

test("drops are ranked in words, and a reason of a client's own is only text", async () => {
  const { node } = await stage(draw(REPLY.dropped));
  expect([...node.querySelectorAll("tbody th")].map((each) => each.textContent)).toEqual([
    "full buffer",
    `“${HOSTILE}”`,
  ]);
  expect(node.querySelector("img")).toBeNull();
  expect(node.textContent).toContain("Duplicates absorbed5");
});

test("without drops there is no ranking of them", async () => {
  expect((await stage(draw({}))).node.querySelector("table")).toBeNull();
});
