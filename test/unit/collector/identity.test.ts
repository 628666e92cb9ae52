// Who counts, in which life, and under which number.
import { describe, expect, test } from "vitest";
import { pathOf } from "../../../src/collector/identity.ts";
import type { Sealed } from "../../../src/collector/state.ts";
import { START_MS } from "../../support/clock.ts";
import { world } from "../../support/collector.ts";
import { LOST, ok } from "../../support/network.ts";

test("updates are numbered from one, without gaps, within one epoch", async () => {
  const { tally, network } = world({ instanceId: "me" });
  for (let round = 0; round < 3; round++) {
    tally.increment("n");
    await tally.flush();
  }
  const updates = network.sent.map(({ update }) => update);
  expect(updates.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(new Set(updates.map(({ epoch }) => epoch)).size).toBe(1);
  expect(updates.map((update) => update.instance_id)).toEqual(["me", "me", "me"]);
});

test("an update says who, when, which life, which number, what, and what was dropped", async () => {
  const { tally, network } = world({ instanceId: "me" });
  tally.increment("n");
  tally.set("n2", Number.NaN);
  await tally.flush();
  expect(JSON.parse(network.sent[0]?.body ?? "")).toMatchObject({
    instance_id: "me",
    timestamp: "2026-11-21T08:00:00.000Z",
    epoch: expect.stringMatching(new RegExp(`^${START_MS.toString(36)}[0-9a-f]{32}$`)),
    seq: 1,
    data: { n: 1 },
    calls: 1,
    dropped: { "bad-value": 1 },
  });
});

test("the same number always has the same bytes", async () => {
  const { tally, clock, network } = world();
  network.answers([LOST, LOST, ok()]);
  tally.append("list", { deep: [1] });
  tally.start();
  await clock.advance(1_000);
  tally.append("list", "later");
  await clock.advance(60_000);
  const bodies = network.sent.filter(({ update }) => update.seq === 1).map(({ body }) => body);
  expect(bodies.length).toBe(3);
  expect(new Set(bodies).size).toBe(1);
});

test("the instance id is kept over reloads, the epoch is not", async () => {
  const { tally, network, reload } = world();
  await tally.flush();
  await reload().flush();
  const [first, second] = network.sent.map(({ update }) => update);
  expect(second?.instance_id).toBe(first?.instance_id);
  expect(second?.epoch).not.toBe(first?.epoch);
  expect([first?.seq, second?.seq]).toEqual([1, 1]);
});

describe("names in the storage", () => {
  const path = (epoch: string, seq: number) => pathOf({ epoch, seq } as Sealed);

  test("tell epoch and number", () => {
    expect(path("e", 1)).toBe("sealed/e/1000001");
  });

  test("are sorted as their numbers count", () => {
    const paths = [1, 2, 9, 10, 99, 100, 8_999_999].map((seq) => path("e", seq));
    expect(paths.toSorted()).toEqual(paths);
  });

  test("are sorted as their lives began", async () => {
    const { clock, network, reload } = world();
    for (let life = 0; life < 12; life++) {
      await reload().flush();
      await clock.advance(7 ** life);
    }
    const paths = network.sent.map(({ update }) => pathOf(update as Sealed));
    expect(new Set(paths).size).toBe(12);
    expect(paths.toSorted()).toEqual(paths);
  });
});
