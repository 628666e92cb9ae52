// Forgetting an application.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Forget } from "../../../../../src/dashboard/view/reports/forget.tsx";
import { reportServer } from "../../../../support/reports-fixture.ts";
import { stage } from "../../../../support/stage.ts";

const show = async () => {
  const server = reportServer();
  let done = 0;
  const onDone = () => {
    done += 1;
  };
  const draw = () => h(Forget, { application: "shop", onDone });
  const seen = await stage(draw, { server: server.client });
  const press = async (name: string) => {
    const buttons = [...seen.node.querySelectorAll<HTMLElement>("button, summary")];
    buttons.find(({ textContent }) => textContent === name)?.click();
    await seen.settled();
  };
  return { ...seen, server, press, done: () => done };
};

test("it is asked first, and nothing is in reach until then", async () => {
  const seen = await show();
  const button = seen.node.querySelector("button");
  expect(button?.checkVisibility()).toBe(false);
  await seen.press("Forget…");
  expect(seen.node.querySelector("p")?.textContent).toContain("Forget shop?");
  expect(button?.checkVisibility()).toBe(true);
  await seen.press("Forget…");
  expect(button?.checkVisibility()).toBe(false);
  expect(seen.server.asked).toEqual([]);
});

test("then all of it is forgotten", async () => {
  const seen = await show();
  await seen.press("Forget…");
  await seen.press("Forget it");
  expect(seen.server.asked).toEqual([["forget", "shop"]]);
  expect([seen.done(), seen.said[0]?.text]).toEqual([1, "shop is forgotten."]);
});

test("a refusal is said, and it is there still", async () => {
  const seen = await show();
  seen.server.refusal = { status: 403, message: "this takes an operator" };
  await seen.press("Forget…");
  await seen.press("Forget it");
  expect(seen.said[0]).toMatchObject({
    text: "Not all of shop was forgotten: this takes an operator.",
    isBad: true,
  });
  expect(seen.done()).toBe(0);
  expect(seen.node.querySelector("button")?.disabled).toBe(false);
});
