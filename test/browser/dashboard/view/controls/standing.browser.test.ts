// A line of what holds.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Ago, AppName, Standing } from "../../../../../src/dashboard/view/controls/standing.tsx";
import { byName } from "../../../../support/hands.ts";
import { type StageOptions, stage } from "../../../../support/stage.ts";

async function open(options: StageOptions = {}) {
  const turned: boolean[] = [];
  const on = await stage(
    () =>
      h(Standing, {
        title: "a",
        children: "off for all",
        cause: {
          version: 1,
          at: Date.now() - 180_000,
          author: "<b>ada</b>",
          reason: "<i>why</i>",
          change: {},
        },
        way: { href: "#/controls?key=a", label: "Change for whom a is off" },
        turn: { label: "a in every app", isOn: false, onTurn: (isOn) => void turned.push(isOn) },
      }),
    options,
  );
  return { on, turned };
}

test("it says how it stands, since when, by whom and why, as text", async () => {
  const { on } = await open();
  expect(on.node.querySelector(".soft")?.textContent).toBe(
    "off for all · 3 min ago by <b>ada</b> · <i>why</i>",
  );
  expect(on.node.querySelector("b, i")).toBeNull();
});

test("an operator turns it, or goes where it is changed", async () => {
  const { on, turned } = await open();
  byName(on.node, "a in every app").click();
  expect(turned).toEqual([true]);
  expect(byName(on.node, "Change for whom a is off").getAttribute("href")).toBe("#/controls?key=a");
});

test("a reader sees its switch, and cannot turn it", async () => {
  const { on, turned } = await open({ session: { name: "eve", role: "reader" } });
  const turn = byName(on.node, "a in every app");
  turn.click();
  expect(turn.getAttribute("aria-disabled")).toBe("true");
  expect(on.node.querySelector("a")).toBeNull();
  expect(turned).toEqual([]);
});

test("a time is one for machines, too", async () => {
  const { node } = await stage(() => h(Ago, { at: 1_000 }));
  expect(node.querySelector("time")?.dateTime).toBe("1970-01-01T00:00:01.000Z");
});

test("an app has its name, and no app is every one", async () => {
  const { node } = await stage(() => [
    h(AppName, { app: "<b>shop</b>" }),
    ", ",
    h(AppName, { app: undefined }),
  ]);
  expect(node.textContent).toBe("<b>shop</b>, every app");
});
