// One field, alone and beside another host's.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { FieldCard } from "../../../../../src/dashboard/view/samples/field-card.tsx";
import { stage } from "../../../../support/stage.ts";

const SHOP = {
  host: "shop",
  samples: [
    { ts: 60, heap_mb: 4 },
    { ts: 120, heap_mb: 2 },
  ],
};

test("a field has its figures", async () => {
  const { node } = await stage(() =>
    h(FieldCard, { field: "heap_mb", hosts: [SHOP], resolution: 60, seconds: 3_600 }),
  );
  expect(node.querySelector("dl")?.getAttribute("aria-label")).toBe("heap_mb of shop");
  expect([...node.querySelectorAll("dd")].map((each) => each.textContent)).toEqual([
    "2",
    "3",
    "2",
    "4",
  ]);
  expect(node.querySelectorAll(".field-card bdi")).toHaveLength(1);
});

test("of two hosts both are named, also the one that has none of it", async () => {
  const hosts = [SHOP, { host: "edge", samples: [{ ts: 60 }] }];
  const { node } = await stage(() =>
    h(FieldCard, { field: "heap_mb", hosts, resolution: 60, seconds: 3_600 }),
  );
  expect(
    [...node.querySelectorAll(".field-card bdi.soft")].map((each) => each.textContent),
  ).toEqual(["shop", "edge"]);
  expect(node.textContent).toContain("It has none of this.");
});
