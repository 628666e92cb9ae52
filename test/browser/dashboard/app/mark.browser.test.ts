// The sign.
import { expect, test } from "vitest";
import { Mark } from "../../../../src/dashboard/app/mark.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

test("the sign is drawn, and not read out beside the name", async () => {
  const { node } = await stage(() => h(Mark, {}));
  const svg = node.querySelector("svg");
  expect(svg?.namespaceURI).toBe("http://www.w3.org/2000/svg");
  expect(svg?.getAttribute("aria-hidden")).toBe("true");
  expect(svg?.querySelector("path")?.getTotalLength()).toBeGreaterThan(70);
});
