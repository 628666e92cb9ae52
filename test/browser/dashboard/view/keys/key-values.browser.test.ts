// Held values as a reader finds them.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { KeyValues } from "../../../../../src/dashboard/view/keys/key-values.tsx";
import { keyServer } from "../../../../support/key-server.ts";
import { stage } from "../../../../support/stage.ts";

const held = (value: string | number | boolean, instances: number) => ({
  value,
  instances,
  last_at: 0,
});

test("values and fields stand apart, and of numbers it is told where they lie", async () => {
  const server = keyServer();
  server.values = {
    values: [held(10, 3), held(30, 1)],
    fields: [{ field: "ads", instances: 4, values: [held(true, 3), held(false, 1)] }],
  };
  const view = () => h(KeyValues, { name: "load", kind: "value" });
  const { node } = await stage(view, { server: server.client });
  expect([...node.querySelectorAll("dd")].map((each) => each.textContent)).toEqual([
    "10",
    "10",
    "15",
    "30",
  ]);
  expect(node.querySelector("h3")?.textContent).toBe("ads");
  expect(node.querySelectorAll("table")).toHaveLength(2);
});

test("a list says how many of its items are kept", async () => {
  const server = keyServer();
  server.values = { values: [held("late", 1)], items: { total: 1_200, kept: 100 } };
  const view = () => h(KeyValues, { name: "errors", kind: "list" });
  const { node } = await stage(view, { server: server.client });
  expect(node.querySelector("header")?.textContent).toContain("100 kept of 1,200");
});

test("nobody holding anything is said", async () => {
  const view = () => h(KeyValues, { name: "viewport", kind: "value" });
  const { node } = await stage(view, { server: keyServer().client });
  expect(node.textContent).toContain("Nobody holds a value.");
});
