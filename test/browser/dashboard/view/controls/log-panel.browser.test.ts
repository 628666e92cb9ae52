// The log of changes, and taking them back.
import { expect, test } from "vitest";
import type { LoggedChange } from "../../../../../src/core/controls.ts";
import { useControls } from "../../../../../src/dashboard/control/use-controls.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { changeLog } from "../../../../../src/dashboard/view/controls/change-log.ts";
import {
  LogPanel,
  type LogPanelProps,
} from "../../../../../src/dashboard/view/controls/log-panel.tsx";
import { controlsServer, refusal } from "../../../../support/controls.ts";
import { byName } from "../../../../support/hands.ts";
import { type StageOptions, stage } from "../../../../support/stage.ts";

const minutes = (count: number): number => Date.now() - 60_000 * count;
const logged = (version: number, more: Partial<LoggedChange>): LoggedChange => ({
  version,
  at: minutes(10 - version),
  author: "ada",
  reason: "",
  change: {},
  ...more,
});

const CHANGES = [
  logged(4, { author: "", change: { stop: true }, reason: "<b>why</b>" }),
  logged(3, { author: "grace", undoes: 2, reason: "needed" }),
  logged(2, { change: { disable: ["viewport"] } }),
  logged(1, { change: { disable: ["search.term"], percent: 10 } }),
];

async function open(
  changes: readonly LoggedChange[],
  more: Partial<LogPanelProps> = {},
  options: StageOptions = {},
) {
  const made = controlsServer({ version: 7 });
  const asked = { data: { changes }, problem: undefined, retry: () => {} };
  function Probe() {
    return h(LogPanel, {
      controls: useControls(),
      asked,
      log: changeLog(changes),
      path: "controls/changes",
      ...more,
    });
  }
  const on = await stage(() => h(Probe, {}), { server: made.server, ...options });
  return { on, made };
}

test("each change says who did what, when and why, and what became of it", async () => {
  const { on } = await open(CHANGES);
  expect([...on.node.querySelectorAll("li .what")].map((each) => each.textContent)).toEqual([
    "Somebody stopped collection6 min ago · <b>why</b>",
    "grace took back what ada did: turned viewport off7 min ago · needed",
    "ada turned viewport off8 min ago · taken back by grace, 7 min ago",
    "ada turned search.term off for 10%9 min ago",
  ]);
});

test("a change is taken back by its version; one that was, is not again", async () => {
  const { on, made } = await open(CHANGES);
  expect(on.node.querySelectorAll("li button")).toHaveLength(3);
  byName(on.node, "Undo: turned search.term off for 10%").click();
  await on.settled();
  expect(made.asked).toEqual([{ version: 1 }]);
  expect(on.said).toMatchObject([{ text: "Taken back. Pages obey at their next flush." }]);
});

test("what cannot be taken back says so where it stands", async () => {
  const { on, made } = await open(CHANGES);
  made.refuse = refusal(409, "version: what 1 changed has been changed again since");
  byName(on.node, "Undo: turned search.term off for 10%").click();
  await on.settled();
  expect(on.node.querySelector(".wrong")?.textContent).toBe(
    "Cannot be taken back: what it changed has been changed again since.",
  );
  expect(
    (byName(on.node, "Undo: turned search.term off for 10%") as HTMLButtonElement).disabled,
  ).toBe(true);
});

test("an undo that was not answered can be tried again", async () => {
  const { on, made } = await open(CHANGES);
  made.refuse = refusal(0, "the server does not answer");
  byName(on.node, "Undo: turned search.term off for 10%").click();
  await on.settled();
  expect(on.node.querySelector(".wrong")).toBeNull();
  expect(on.said).toMatchObject([{ isBad: true }]);
  byName(on.node, "Undo: turned search.term off for 10%").click();
  await on.settled();
  expect(made.asked).toHaveLength(2);
});

test("a change that the log does not reach back to is told by its time", async () => {
  const { on } = await open([logged(9, { undoes: 1_795_250_403_000 })]);
  expect(on.node.querySelector("li p")?.textContent).toMatch(
    /^ada took back a change of .*\d\d:\d\d/,
  );
});

test("a reader sees all, and nothing to undo it by", async () => {
  const { on } = await open(CHANGES, {}, { session: { name: "eve", role: "reader" } });
  expect(on.node.querySelectorAll("li")).toHaveLength(4);
  expect(on.node.querySelector("li button")).toBeNull();
});

test("older ones are asked for, where there are", async () => {
  let more = 0;
  const onMore = () => {
    more += 1;
  };
  const { on } = await open(CHANGES, { onMore });
  byName(on.node, "Show older ones").click();
  expect(more).toBe(1);
});

test("without changes it says what will stand there", async () => {
  const { on } = await open([]);
  expect(on.node.querySelector(".none")?.textContent).toContain("Nothing was changed yet.");
});
