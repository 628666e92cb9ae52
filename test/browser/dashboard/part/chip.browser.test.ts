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
