// What stands around every view.
import { expect, test } from "vitest";
import type { Client } from "../../../../src/client/client.ts";
import type { Session } from "../../../../src/core/session.ts";
import { VIEWS } from "../../../../src/dashboard/app/address.ts";
import { Frame, type FrameProps } from "../../../../src/dashboard/app/frame.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const AT = new Date(2026, 10, 30, 12, 34, 56).getTime();
const ADA: Session = { name: "<i>ada</i>", role: "operator" };

async function framed(
  props: Partial<FrameProps> = {},
  options: { hash?: string; session?: Session; server?: Partial<Client> } = {},
) {
  const done: string[] = [];
  const all: FrameProps = {
    title: "<b>Shop</b>",
    health: { at: AT },
    live: "live",
    isReady: true,
    message: undefined,
    onDismiss: () => done.push("dismissed"),
    onRetry: () => done.push("retried"),
    ...props,
  };
  const page = await stage(() => h(Frame, all), options);
  const find = (selector: string) => page.node.querySelector<HTMLElement>(selector);
  return { page, done, find, text: (selector: string) => find(selector)?.textContent };
}

test("leads to every view for the same app and range, and says which is shown", async () => {
  const { page, find, text } = await framed({}, { hash: "#/pushed?app=shop&range=7d&family=a" });
  const links = [...page.node.querySelectorAll("nav a")];
  expect(links.map((link) => link.getAttribute("href"))).toEqual(
    VIEWS.map((view) => `#/${view}?app=shop&range=7d`),
  );
  expect(text("[aria-current=page]")).toBe("Pushed metrics");
  expect([text("h1"), document.title]).toEqual(["Pushed metrics", "Pushed metrics · <b>Shop</b>"]);
  expect(text(".brand bdi")).toBe("<b>Shop</b>");
  expect(document.activeElement).not.toBe(find("h1"));
  page.leave();
});

test("the first thing that the keyboard finds leads past the views", async () => {
  const { page, find } = await framed();
  expect(page.node.querySelector("a, button, input")).toBe(find(".skip"));
  find(".skip")?.click();
  expect(document.activeElement).toBe(find("h1"));
  page.leave();
});

test.for([
  [{ health: {}, live: undefined }, "live", /^Connecting$/],
  [{ health: { at: AT }, live: "live" }, "live", /^Live · .*56/],
  [{ health: { at: AT }, live: "polling" }, "live polling", /^Polling · .*56/],
  [{ health: { at: AT, trouble: "no" }, live: "polling" }, "live away", /^Away since .*56/],
  [{ health: { trouble: "no" }, live: undefined }, "live away", /^Away$/],
] as const)("%j shows as %s, and in words", async ([props, name, words]) => {
  const { page, find, text } = await framed(props);
  expect(find(".live")?.className).toBe(name);
  expect(text(".live")).toMatch(words);
  page.leave();
});

test("says why the server is away, and that what is seen is old", async () => {
  const health = { at: AT, trouble: "the server <b>cannot</b> be reached" };
  const { page, done, find, text } = await framed({ health });
  expect(text("[role=alert] p")).toBe(
    "The server is away: the server <b>cannot</b> be reached. What you see is not current. The page tries again by itself.",
  );
  find("[role=alert] button")?.click();
  expect(done).toEqual(["retried"]);
  page.leave();
});

test("shows no view before it is known who looks", async () => {
  const { page, find, text } = await framed({ isReady: false, health: { trouble: "no" } });
  expect(find("main > .bones")?.getAttribute("role")).toBe("status");
  expect(text("[role=alert] p")).not.toContain("What you see");
  page.leave();
});

test("names who is signed in, what they may do, and lets them out", async () => {
  const left: string[] = [];
  const { page, find, text } = await framed(
    {},
    {
      session: { ...ADA, role: "reader" },
      server: { logout: async () => left.push("left") },
    },
  );
  expect([text(".who .name"), text(".who .soft")]).toEqual(["<i>ada</i>", "reads only"]);
  find(".who button")?.click();
  await page.settled();
  expect([left, page.troubles.at(-1)]).toEqual([["left"], "locked"]);
  page.leave();
});

test("says when signing out did not work", async () => {
  const { page, find } = await framed({}, { session: ADA });
  find(".who button")?.click();
  await page.settled();
  expect(page.said.map(({ text, isBad }) => [text, isBad])).toEqual([
    ["Could not sign out.", true],
  ]);
  page.leave();
});

test("names nobody where nobody is asked", async () => {
  const { page, find } = await framed({}, { session: { ...ADA, is_open: true } });
  expect(find(".who")).toBeNull();
  page.leave();
});

test("passes on that a message was read", async () => {
  const { page, done, find } = await framed({ message: { id: 1, text: "Off.", isBad: false } });
  find(".close")?.click();
  expect(done).toEqual(["dismissed"]);
  page.leave();
});
