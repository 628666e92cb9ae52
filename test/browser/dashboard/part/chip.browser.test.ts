// What was chosen, as it is taken away.
import { expect, test } from "vitest";
import { Chip } from "../../../../src/dashboard/part/chip.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { HOSTILE } from "../../../support/key-server.ts";
import { stage } from "../../../support/stage.ts";

test("a click takes it away, which it says, and what a client calls it is only text", async () => {
  let removed = 0;
  const { node } = await stage(() =>
    h(Chip, { label: "Take it away", text: HOSTILE, onRemove: () => void removed++ }),
  );
  expect(node.querySelector("bdi")?.textContent).toBe(HOSTILE);
  expect(node.querySelector("img")).toBeNull();
  const button = node.querySelector("button");
  expect(button?.textContent).toBe(`${HOSTILE}×Take it away`);
  button?.click();
  expect(removed).toBe(1);
});

test.for([
  ["the field before it", [h("input", {}), h("i", {})], "INPUT"],
  ["nothing where nothing is before it", [h("i", {})], "BODY"],
] as const)("the keyboard goes on with %s", async ([_, before, at]) => {
  const seen = await stage(() => {
    const chip = h(Chip, { label: "Take it away", text: "a", onRemove: () => seen.leave() });
    return h("section", { class: "panel" }, [...before, chip, h("button", {})]);
  });
  const met: (string | undefined)[] = [];
  seen.node.addEventListener("focusin", ({ target }) => met.push((target as Element).tagName));
  const chip = seen.node.querySelector<HTMLElement>(".chip");
  chip?.focus();
  chip?.click();
  expect(met).toEqual(at === "BODY" ? ["BUTTON"] : ["BUTTON", at]);
});
