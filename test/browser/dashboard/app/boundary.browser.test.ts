// Where a fault in drawing ends.
import { expect, test } from "vitest";
import { Boundary } from "../../../../src/dashboard/app/boundary.tsx";
import { usePage } from "../../../../src/dashboard/app/page.ts";
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

test("what cannot be drawn of one address may be of another, and is not of the first again", async () => {
  function Part() {
    const { address, go } = usePage();
    const key = address.words.get("key") ?? "";
    if (key === "bad") throw new Error("no such member");
    return h("button", { onClick: () => go({ key: "bad" }) }, key);
  }
  function Way() {
    const { go } = usePage();
    return h("a", { onClick: () => go({ key: "good" }) }, "back");
  }
  const page = await stage(() => [h(Way, {}), h(Boundary, { children: h(Part, {}) })], {
    hash: "#/keys?key=good",
  });
  for (let rounds = 0; rounds < 2; rounds += 1) {
    page.node.querySelector("button")?.click();
    await page.settled();
    expect(page.node.querySelector("[role=alert]")).not.toBeNull();
    page.node.querySelector("a")?.click();
    await page.settled();
    expect(page.node.textContent).toBe("backgood");
  }
});
