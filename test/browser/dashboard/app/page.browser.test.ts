// The page, as its parts see it.
import { expect, test } from "vitest";
import { mayChange, usePage } from "../../../../src/dashboard/app/page.ts";
import { h, render } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

function Part() {
  return h("p", null, usePage().base.host);
}

test("a part has the page that it is on", async () => {
  const { node } = await stage(() => h(Part, {}));
  expect(node.textContent).toBe("tally.example");
});

test("a part without a page says what it lacks", () => {
  expect(() => render(h(Part, {}), document.createElement("div"))).toThrow("PageContext");
});

test.for([
  [{ name: "ada", role: "operator" }, true],
  [{ name: "bob", role: "reader" }, false],
  [undefined, false],
] as const)("%j may change: %s", ([session, may]) => {
  expect(mayChange({ session })).toBe(may);
});
