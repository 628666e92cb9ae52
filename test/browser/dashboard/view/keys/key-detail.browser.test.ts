// One key, as its reader looks at it.
import { expect, test } from "vitest";
import { useSwitches } from "../../../../../src/dashboard/control/use-switches.ts";
import { type ComponentChildren, h } from "../../../../../src/dashboard/preact.ts";
import { KeyDetail } from "../../../../../src/dashboard/view/keys/key-detail.tsx";
import { keyServer, summary } from "../../../../support/key-server.ts";
import { stage } from "../../../../support/stage.ts";

function Detail({ kind }: { readonly kind: "count" | "set" | "value" }): ComponentChildren {
  const list = { range: "1h", now: 60_000, keys: [summary("ua:1", 7, { kind })] };
  return h(KeyDetail, { name: "ua:1", list, switches: useSwitches("default") });
}

const off = { off: true, percent: 100, instances: [], at: 0 };

test.for([
  ["count", []],
  ["set", ["Members"]],
  ["value", ["Values"]],
] as const)("a %s is followed by %o", async ([kind, panels]) => {
  const { node } = await stage(() => h(Detail, { kind }), { server: keyServer().client });
  const titles = [...node.querySelectorAll("h2")].map((each) => each.textContent);
  expect(titles).toEqual(["ua:1", ...panels]);
});

test("a key that is off by its family says so, and leads to the controls", async () => {
  const server = keyServer();
  server.controls = { ...server.controls, switches: [{ key: "ua", ...off }] };
  const { node } = await stage(() => h(Detail, { kind: "count" }), { server: server.client });
  expect(node.querySelector(".state")?.textContent).toContain("Offby ua");
  expect(node.querySelector(".state a")?.getAttribute("href")).toBe(
    "#/controls?key=ua%3A1&app=default",
  );
});

test("readers see the switch, and are told that they may not turn it", async () => {
  const server = keyServer();
  const session = { name: "grace", role: "reader" } as const;
  const { node, said, settled } = await stage(() => h(Detail, { kind: "count" }), {
    server: server.client,
    session,
  });
  const knob = node.querySelector<HTMLElement>('[role="switch"]');
  expect(knob?.getAttribute("aria-disabled")).toBe("true");
  knob?.click();
  await settled();
  expect(server.changes).toEqual([]);
  expect(said.at(-1)?.text).toContain("operator");
});
