// The log of changes, and taking them back.
import { expect, test } from "vitest";
import type { LoggedChange } from "../../../../../src/core/controls.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { LogPanel } from "../../../../../src/dashboard/view/controls/log-panel.tsx";
import { type StageOptions, stage } from "../../../../support/stage.ts";

const NOON = Date.UTC(2026, 10, 30, 12);
const logged = (minute: number, more: Partial<LoggedChange>): LoggedChange => ({
  version: NOON + 60_000 * minute,
  at: NOON + 60_000 * minute,
  author: "ada",
  reason: "",
  change: {},
  ...more,
});

const CHANGES = [
  logged(4, { author: "", change: { stop: true }, reason: "<b>why</b>" }),
  logged(3, { author: "grace", undoes: NOON + 120_000, reason: "needed" }),
  logged(2, { change: { disable: ["viewport"] } }),
  logged(1, { change: { disable: ["search.term"], percent: 10 } }),
];

async function open(changes: readonly LoggedChange[], options: StageOptions = {}) {
  const asked = { data: { changes }, problem: undefined, retry: () => {} };
  const undone: [version: number, advice?: string][] = [];
  const onUndo = (...deed: (typeof undone)[number]): void => void undone.push(deed);
  const on = await stage(() => h(LogPanel, { asked, onUndo }), options);
  const rows = [...on.node.querySelectorAll("tbody tr")];
  return { on, undone, rows };
}

test("each change says when who did what and why, and what became of it", async () => {
  const { rows } = await open(CHANGES);
  expect(
    rows.map((row) =>
      [...row.children].map(({ textContent }) => textContent?.replace(/\d\d:(?=\d\d)/, "")),
    ),
  ).toEqual([
    [expect.stringContaining("04"), "somebody", "stopped collection", "<b>why</b>", "Undo"],
    [
      expect.stringContaining("03"),
      "grace",
      expect.stringMatching(/^took the change of .*02.* back$/),
      "needed",
      "Undo",
    ],
    [expect.stringContaining("02"), "ada", "turned viewport off for all", "", "taken back"],
    [expect.stringContaining("01"), "ada", "turned search.term off for 10%", "", "Undo"],
  ]);
});

test("a change is taken back by its version, and its button says which it is", async () => {
  const { rows, undone } = await open(CHANGES);
  const button = rows[3]?.querySelector("button");
  button?.click();
  expect(undone).toEqual([[NOON + 60_000, undefined]]);
  expect(button?.getAttribute("aria-label")).toMatch(/^Undo the change of .*2026/);
});

test("who takes back what was changed again is told what is in the way", async () => {
  const { rows, undone } = await open([
    logged(9, { change: { enable: ["a"] } }),
    logged(1, { change: { disable: ["a"] } }),
  ]);
  rows[1]?.querySelector("button")?.click();
  const advice = expect.stringMatching(/^Take the change of .*09.* back first\.$/);
  expect(undone).toEqual([[NOON + 60_000, advice]]);
});

test("a reader sees all, and nothing to undo it by", async () => {
  const { rows } = await open(CHANGES, { session: { name: "eve", role: "reader" } });
  expect(rows).toHaveLength(4);
  expect(rows.flatMap((row) => [...row.querySelectorAll("button")])).toEqual([]);
});

test("hostile reasons and authors are text", async () => {
  const { on } = await open([logged(1, { author: "<i>eve</i>", reason: "<b>why</b>" })]);
  expect(on.node.querySelector("tbody b, tbody i")).toBeNull();
});

test("without changes it says what will stand there", async () => {
  const { on } = await open([]);
  expect(on.node.querySelector(".none")?.textContent).toContain("Nothing was changed yet.");
});
