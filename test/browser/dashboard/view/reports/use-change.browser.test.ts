// Changes of what an application is answered.
import { expect, test } from "vitest";
import type { Application } from "../../../../../src/core/reports.ts";
import { h, type VNode } from "../../../../../src/dashboard/preact.ts";
import { useChange, type Wish } from "../../../../../src/dashboard/view/reports/use-change.ts";
import { reportServer, SHOP, STRANGER } from "../../../../support/reports-fixture.ts";
import { stage } from "../../../../support/stage.ts";

const changing = async (application: Application, wish: Wish) => {
  const server = reportServer();
  let done = 0;
  const Part = (): VNode => {
    const change = useChange(application, () => {
      done += 1;
    });
    return h("p", {}, h("button", { onClick: () => change(wish) }));
  };
  const seen = await stage(() => h(Part, {}), { server: server.client });
  return {
    ...seen,
    server,
    done: () => done,
    async press() {
      seen.node.querySelector("button")?.click();
      await seen.settled();
    },
  };
};

test("a change is made, said, and can be taken back as far as it went", async () => {
  const seen = await changing(SHOP, { hard_limit: true });
  await seen.press();
  expect(seen.said.map(({ text, isBad }) => [text, isBad])).toEqual([
    ["Its next reports are answered so.", false],
  ]);
  seen.said[0]?.undo?.();
  await seen.settled();
  expect(seen.server.asked).toEqual([
    ["keep", { application: "shop", hard_limit: true }],
    ["keep", { application: "shop", hard_limit: false }],
  ]);
  expect(seen.said[1]?.text).toBe("Its next reports are answered so.");
  expect(seen.done()).toBe(2);
});

test("to keep one cannot be taken back", async () => {
  const seen = await changing(STRANGER, {});
  await seen.press();
  expect(seen.said[0]?.undo).toBeUndefined();
});

test("a refusal is said, and that nothing was changed", async () => {
  const seen = await changing(SHOP, { disable: true });
  seen.server.refusal = { status: 503, message: "the server answered 503" };
  await seen.press();
  expect(seen.said[0]).toMatchObject({
    text: "Nothing was changed: the server answered 503.",
    isBad: true,
  });
  expect(seen.done()).toBe(0);
});
