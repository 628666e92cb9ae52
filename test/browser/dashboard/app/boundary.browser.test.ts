// Where a fault in drawing ends.
import { expect, test } from "vitest";
import { Boundary } from "../../../../src/dashboard/app/boundary.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

test("what cannot be drawn says so in its place, until it is tried again", async () => {
  let isBroken = true;
  function Part() {
    if (isBroken) throw new Error("no <b>such</b> member");
    return h("p", null, "drawn");
  }
  const page = await stage(() => [
    h("nav", null, "elsewhere"),
    h(Boundary, { children: h(Part, {}) }),
  ]);
  expect(page.node.textContent).toBe(
    "elsewhereThis view cannot be drawn: no <b>such</b> member.Try again",
  );
  page.node.querySelector("button")?.click();
  await page.settled();
  expect(page.node.querySelector("[role=alert]")).not.toBeNull();
  isBroken = false;
  page.node.querySelector("button")?.click();
  await page.settled();
  expect(page.node.textContent).toBe("elsewheredrawn");
});
