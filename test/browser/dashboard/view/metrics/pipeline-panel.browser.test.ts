// What the pipeline says of itself.
import { expect, test } from "vitest";
import type { InternalStat } from "../../../../../src/core/stats.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { PipelinePanel } from "../../../../../src/dashboard/view/metrics/pipeline-panel.tsx";
import { HOSTILE } from "../../../../support/pushed-fixture.ts";
import { stage } from "../../../../support/stage.ts";

const stat = (name: string, value: number, ...tags: string[]): InternalStat => ({
  ...{ name, kind: "gauge", tags, value },
});
const show = async (...stats: InternalStat[]) => {
  const asked = { data: { now: 0, stats }, problem: undefined, retry() {} };
  const { node } = await stage(() => h(PipelinePanel, { asked }));
  return node;
};

test("what came in and what was dropped is told, and bad news as such", async () => {
  const node = await show(
    stat("parser.metrics_received", 8),
    stat("parser.events_received", 2),
    stat("parser.bad_lines_seen", 1),
    stat("backend.sent", 5, `backend:${HOSTILE}`),
    stat("backend.dropped", 3, `backend:${HOSTILE}`),
    stat("backend.series.sent", 40, `backend:${HOSTILE}`),
    stat("backend.series.dropped", 0, `backend:${HOSTILE}`),
    stat("http.forwarder.sent", 1),
  );
  expect(node.querySelector("dl")?.textContent).toBe("Metrics8Events2Bad lines1");
  const rows = [...node.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map(({ textContent }) => textContent),
  );
  expect(rows).toEqual([
    [HOSTILE, "5", "0", "3", "40", "0"],
    ["forwarder", "1", "0", "0", "0", "0"],
  ]);
  expect([...node.querySelectorAll(".wrong")].map(({ textContent }) => textContent)).toEqual([
    "1",
    "3",
  ]);
  expect(node.querySelector("img")).toBeNull();
});

test("without backends there is no table", async () => {
  const node = await show();
  expect(node.querySelector("table")).toBeNull();
  expect(node.querySelector("dl")?.textContent).toBe("Metrics0Events0Bad lines0");
});
