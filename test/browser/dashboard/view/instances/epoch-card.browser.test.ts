// One life of an instance, as a reader finds it.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { when } from "../../../../../src/dashboard/text/format.ts";
import { EpochCard } from "../../../../../src/dashboard/view/instances/epoch-card.tsx";
import { HOSTILE } from "../../../../support/key-server.ts";
import { epoch, NOW_MS } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw = (more: Parameters<typeof epoch>[1]) => () =>
  h(EpochCard, { epoch: epoch("edge", more), now: NOW_MS, version: 5 });

test("its gaps, its clock and its controls stand beside its sum", async () => {
  const { node } = await stage(
    draw({ ack: 7, seq: 10, missing: 2, offset_ms: 3_000, controls: 4 }),
  );
  const facts = [...node.querySelectorAll(".facts dd")].map((each) => each.textContent);
  expect(facts).toEqual([
    "2",
    "what is pending is in them",
    "0",
    "7 of 10",
    "3 s behind the server's",
    "older",
    `of ${when(4)}`,
  ]);
  expect(node.querySelector(".equation")?.textContent).toContain("Recorded100");
  expect(node.querySelector("h3")?.textContent).toContain("heard 3 min ago");
});

test("what a client calls it, drops and tells is only text", async () => {
  const { node } = await stage(
    draw({ epoch: HOSTILE, dropped: { [HOSTILE]: 1 }, faults: { [HOSTILE]: 1 } }),
  );
  expect(node.querySelector("img")).toBeNull();
  expect(node.querySelector("h3 bdi")?.textContent).toBe(HOSTILE);
});
