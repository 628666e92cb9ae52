// Keys that lead somewhere.
import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { VIEWS } from "../../../../src/dashboard/app/address.ts";
import { Shortcuts } from "../../../../src/dashboard/app/shortcuts.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { type Stage, stage } from "../../../support/stage.ts";

let page: Stage;
beforeEach(async () => {
  history.replaceState(null, "", "#/overview");
  const field = h("input", { type: "search" });
  const others = [h("input", { id: "text" }), h("input", { id: "radio", type: "radio" })];
  page = await stage(() => [h("main", null, [field, ...others]), h(Shortcuts, {})], {
    hash: "#/keys?app=shop&range=7d&key=a",
  });
});
afterEach(() => {
  page.leave();
  history.replaceState(null, "", "#");
});

const find = (selector: string) => page.node.querySelector<HTMLElement>(selector);
const dialog = () => find("dialog") as HTMLDialogElement;
const press = (key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
};

test.for([...VIEWS])(
  "g and the first letter of %s lead there, for the same app and range",
  (view) => {
    press("g");
    press(view.slice(0, 1));
    expect(location.hash).toBe(`#/${view}?app=shop&range=7d`);
  },
);

test.for([["k"], ["g", "x", "k"], ["g", "g"], ["g", "K"], ["k", "g"]])(
  "%j lead nowhere",
  (keys) => {
    for (const key of keys) press(key);
    expect(location.hash).toBe("#/overview");
  },
);

test("g waits for its letter, but not for long", () => {
  const first = press("g");
  const second = new KeyboardEvent("keydown", { key: "k", bubbles: true });
  Object.defineProperty(second, "timeStamp", { value: first.timeStamp + 5_000 });
  document.body.dispatchEvent(second);
  expect(location.hash).toBe("#/overview");
});

test.for(["ctrlKey", "metaKey", "altKey"])("keys with %s are the browser's", (modifier) => {
  press("g");
  press("k", { [modifier]: true });
  press("?", { [modifier]: true });
  expect([location.hash, dialog().open]).toEqual(["#/overview", false]);
});

test("letters are the field's while somebody types", () => {
  const field = find("#text") ?? document.body;
  press("g", {}, field);
  press("k", {}, field);
  press("?", {}, field);
  expect(press("/", {}, field).defaultPrevented).toBe(false);
  expect([location.hash, dialog().open]).toEqual(["#/overview", false]);
  press("?", {}, find("#radio") ?? document.body);
  expect(dialog().open).toBe(true);
});

test("/ goes to the search, and is not typed there", async () => {
  await userEvent.keyboard("/");
  const field = find("[type=search]") as HTMLInputElement;
  expect([document.activeElement, field.value]).toEqual([field, ""]);
});

test("? lists the keys, and Escape ends that", async () => {
  await userEvent.keyboard("?");
  expect(dialog().open).toBe(true);
  const rows = [...dialog().querySelectorAll("dl > div")].map((row) => row.textContent);
  expect(rows).toContain("gpPushed metrics");
  expect(rows).toHaveLength(VIEWS.length + 7);
  press("g");
  press("k");
  expect(location.hash).toBe("#/overview");
  await userEvent.keyboard("{Escape}");
  expect(dialog().open).toBe(false);
});

test("the list is opened and closed by buttons, too", () => {
  find("[aria-keyshortcuts='?']")?.click();
  expect(dialog().open).toBe(true);
  dialog().querySelector("button")?.click();
  expect(dialog().open).toBe(false);
});

test("nobody listens when it is not shown any more", async () => {
  page.leave();
  await page.settled();
  press("g");
  press("k");
  expect(location.hash).toBe("#/overview");
});
