// Light or dark, and for how long.
import { afterEach, expect, test } from "vitest";
import { applyScheme, keptScheme, Theme } from "../../../../src/dashboard/app/theme.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const NAME = "tallybeacon-theme";
afterEach(() => {
  localStorage.removeItem(NAME);
  delete document.documentElement.dataset["theme"];
});

test.for([
  [null, "auto"],
  ["light", "light"],
  ["dark", "dark"],
  ["auto", "auto"],
  ["<script>", "auto"],
] as const)("%j that was kept means %s", ([kept, scheme]) => {
  if (kept !== null) localStorage.setItem(NAME, kept);
  expect(keptScheme()).toBe(scheme);
});

test("the page is coloured, and the browser remembers how", () => {
  applyScheme("dark");
  expect([document.documentElement.dataset["theme"], keptScheme()]).toEqual(["dark", "dark"]);
  applyScheme("auto");
  expect([document.documentElement.dataset["theme"], keptScheme()]).toEqual([undefined, "auto"]);
});

test("a browser that keeps nothing is coloured for as long as the page is open", () => {
  const { getItem, setItem } = Storage.prototype;
  const refuse = () => {
    throw new DOMException("no", "SecurityError");
  };
  Object.assign(Storage.prototype, { getItem: refuse, setItem: refuse });
  try {
    applyScheme("dark");
    expect([document.documentElement.dataset["theme"], keptScheme()]).toEqual(["dark", "auto"]);
  } finally {
    Object.assign(Storage.prototype, { getItem, setItem });
  }
});

test("the reader chooses, and finds the choice made", async () => {
  const page = await stage(() => h(Theme, {}));
  const of = (value: string) => page.node.querySelector<HTMLInputElement>(`[value="${value}"]`);
  expect(of("auto")?.checked).toBe(true);
  of("dark")?.click();
  await page.settled();
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  page.leave();
  const again = await stage(() => h(Theme, {}));
  expect(again.node.querySelector<HTMLInputElement>(":checked")?.value).toBe("dark");
  again.leave();
});
