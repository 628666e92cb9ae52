// What is asked of an instance, as a reader finds it.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { AskedPanel } from "../../../../../src/dashboard/view/instances/asked-panel.tsx";
import { HOSTILE } from "../../../../support/key-server.ts";
import { siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw =
  (more: object = {}) =>
  () => {
    const data = { ...siteServer().controls, ...more };
    return h(AskedPanel, {
      asked: { data, problem: undefined, retry: () => {} },
    });
  };
const values = (node: HTMLElement) =>
  [...node.querySelectorAll("dd")].map((each) => each.textContent).slice(0, 2);

test("its interval, whether it shall stop, and the keys that are off for it", async () => {
  const { node } = await stage(draw());
  expect(values(node)).toEqual(["1 h", "no"]);
  expect(node.querySelector("tbody a")?.textContent).toBe(HOSTILE);
  expect(node.querySelector("img")).toBeNull();
});

test("stopping is bad news, and where nothing was ever asked it says so", async () => {
  expect((await stage(draw({ stop: true }))).node.querySelector(".wrong")?.textContent).toBe("yes");
  const { node } = await stage(draw({ version: 0, disabled_keys: [] }));
  expect(node.textContent).toContain("never");
  expect(node.textContent).toContain("No key is off for it.");
});

test("of a thousand keys some are named, and the others when they are wanted", async () => {
  const keys = Array.from({ length: 1_000 }, (_, index) => `key.${index}`);
  const { node } = await stage(draw({ disabled_keys: keys }));
  expect(node.querySelectorAll("tbody a")).toHaveLength(10);
  expect(node.querySelector(".more")?.textContent).toBe("Show more of 1,000");
});
