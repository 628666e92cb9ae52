// Whom a change would touch, and the button that applies it.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Plan } from "../../../../../src/dashboard/view/controls/plan.tsx";
import { byName } from "../../../../support/hands.ts";
import { stage } from "../../../../support/stage.ts";

const preview = { instances: 1_240, updates_per_hour: 3_100, estimated: true };

async function open(more: Partial<Parameters<typeof Plan>[0]> = {}) {
  let applied = 0;
  const onApply = (): void => {
    applied += 1;
  };
  const on = await stage(() =>
    h(Plan, {
      change: { disable: ["a"] },
      preview,
      isLate: false,
      between: [],
      onApply,
      ...more,
    }),
  );
  return { on, applied: () => applied };
}

test.each([
  [
    preview,
    "Would touch 1,240 instances, 3,100 updates an hour (estimated), of those heard within a day.",
  ],
  [
    { instances: 1, updates_per_hour: 1, estimated: false },
    "Would touch 1 instance, 1 update an hour, of those heard within a day.",
  ],
])("%j is told in words", async (found, text) => {
  const { on } = await open({ preview: found });
  expect(on.node.querySelector('[role="status"]')?.textContent).toBe(text);
});

test("it is applied by its button", async () => {
  const { on, applied } = await open();
  byName(on.node, "Apply").click();
  expect(applied()).toBe(1);
});

test("a stop wants to be confirmed, in words that name what stops for good", async () => {
  const { on, applied } = await open({ change: { stop: true, app: "<b>shop</b>" } });
  expect(on.node.querySelector("label")?.textContent?.trim()).toBe(
    "Stop collection in <b>shop</b>. Whoever hears it stays silent for good, even after this is taken back.",
  );
  byName(on.node, "Stop collection").click();
  expect(applied()).toBe(0);
  on.node.querySelector("input")?.click();
  byName(on.node, "Stop collection").click();
  expect(applied()).toBe(1);
});

test("one that is late cannot be applied, and shows what came between", async () => {
  const { on } = await open({
    isLate: true,
    between: [
      { version: 9, at: 9, author: "<i>eve</i>", reason: "", change: { disable: ["b"] } },
      { version: 8, at: 8, author: "", reason: "", change: {}, undoes: 7 },
    ],
  });
  expect(on.node.querySelector("button")).toBeNull();
  expect(on.node.querySelector('[role="alert"]')?.textContent).toContain(
    "Something was changed since this preview.",
  );
  expect([...on.node.querySelectorAll("li")].map((each) => each.textContent)).toEqual([
    "<i>eve</i> turned b off for all",
    expect.stringMatching(/^somebody took the change of .* back$/),
  ]);
});
