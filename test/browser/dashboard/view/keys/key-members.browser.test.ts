// Members as a reader finds and chooses them.
import { expect, test } from "vitest";
import type { Client } from "../../../../../src/client/client.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { KeyMembers } from "../../../../../src/dashboard/view/keys/key-members.tsx";
import { HOSTILE, keyServer } from "../../../../support/key-server.ts";
import { stage } from "../../../../support/stage.ts";

const view = () => h(KeyMembers, { name: "http.status" });

test("members are told apart by type, have their share, and are charted alone", async () => {
  const server = keyServer();
  server.members = [
    { value: 200, total: 75 },
    { value: "200", total: 20 },
    { value: HOSTILE, total: 5 },
  ];
  const page = await stage(view, { server: server.client, hash: "#/keys?range=1h" });
  const rows = [...page.node.querySelectorAll("tbody tr")];
  expect(rows.map((row) => row.querySelector("th")?.textContent)).toEqual([
    "200",
    '"200"',
    HOSTILE,
  ]);
  expect(rows.map((row) => row.lastElementChild?.textContent)).toEqual(["75%", "20%", "5%"]);
  expect(page.node.querySelector("img")).toBeNull();

  rows[1]?.querySelector("button")?.click();
  await page.settled();
  expect(new URLSearchParams(page.hash.split("?")[1]).get("member")).toBe('"200"');
  page.node.querySelector<HTMLElement>('[aria-pressed="true"]')?.click();
  await page.settled();
  expect(page.hash).toBe("#/keys?range=1h");
});

test.for([
  [0, "1"],
  [7, "the 1 most counted"],
] as const)("where %i came of others, the note is “%s”", async ([other, note]) => {
  const members: Client["members"] = async ({ key }) => ({
    key,
    app: "default",
    range: "1h",
    members: [{ value: 200, total: 75 }],
    other,
  });
  const { node } = await stage(view, { server: { ...keyServer().client, members } });
  expect(node.querySelector(".head .soft")?.textContent).toBe(note);
});

test("none is said", async () => {
  const { node } = await stage(view, { server: keyServer().client });
  expect(node.textContent).toContain("No member was counted in this time.");
});
