// Buffer to outbox.
import { describe, expect, test, vi } from "vitest";
import { add, appendUnique } from "../../../src/collector/buffer.ts";
import { createState } from "../../../src/collector/create-state.ts";
import { seal } from "../../../src/collector/seal.ts";
import { utf8 } from "../../../src/core/utf8.ts";
import { fakeClock } from "../../support/clock.ts";
import { dataSent, world } from "../../support/collector.ts";
import { LOST, ok, status } from "../../support/network.ts";

test("an emission with nothing to tell still asks for the server's wishes", async () => {
  const at = world();
  expect(await at.tally.flush()).toEqual({ ok: true, sent: 1 });
  expect(at.network.sent[0]?.update).not.toHaveProperty("data");
});

test("but not while other updates wait, which ask as well", async () => {
  const at = world();
  at.network.answers([LOST]);
  await at.tally.flush();
  await at.tally.flush();
  expect(at.tally.snapshot().pending.map(({ seq }) => seq)).toEqual([1]);
});

test("a buffer that is too large becomes several updates, each under the limit", async () => {
  const at = world({ maxBytes: 2_000, instanceId: "i".repeat(128) });
  const keys = Array.from({ length: 120 }, (_, key) => `€ key ${key} ${"x".repeat(30)}`);
  for (const key of keys) at.tally.increment(key);
  const { sent } = await at.tally.flush();
  expect(sent).toBeGreaterThan(3);
  for (const { body } of at.network.sent) expect(utf8(body).length).toBeLessThanOrEqual(2_000);
  expect(at.network.sent.map(({ update }) => update.seq)).toEqual(
    Array.from({ length: sent }, (_, before) => before + 1),
  );
  expect(dataSent(at).flatMap((data) => Object.keys(data ?? {}))).toEqual(keys);
});

test("one key that is too large goes alone, and costs nothing but itself when it is refused", async () => {
  const at = world({ maxBytes: 2_000 });
  at.network.answers(({ body }) => (body.length > 2_000 ? status(413) : ok()));
  at.tally.increment("a");
  at.tally.set("big", "x".repeat(3_000));
  at.tally.increment("b");
  await at.tally.flush();
  expect(at.network.sent.map(({ update }) => Object.keys(update.data ?? {}))).toEqual([
    ["a"],
    ["big"],
    ["b"],
  ]);
  expect(at.tally.snapshot()).toMatchObject({ pending: [{ calls: 0 }], lost: { rejected: 1 } });
});

test("drops are reported as they stood when the update was sealed", async () => {
  const at = world({ disabledKeys: ["off"] });
  for (let round = 0; round < 3; round++) {
    at.tally.increment("off");
    await at.tally.flush();
  }
  expect(at.network.sent.map(({ update }) => update.dropped)).toEqual([
    { disabled: 1 },
    { disabled: 2 },
    { disabled: 3 },
  ]);
});

describe("a seal that is ended in the middle, as Firefox ends the scripts of a tab that is closed,", () => {
  /** Where something is called on the way; it does not come back from one of these calls. */
  const CALLS: [name: string, of: object, method: string][] = [
    ["Map.set", Map.prototype, "set"],
    ["Map.delete", Map.prototype, "delete"],
    ["Map.values", Map.prototype, "values"],
    ["Array.slice", Array.prototype, "slice"],
    ["Object.entries", Object, "entries"],
    ["Object.fromEntries", Object, "fromEntries"],
    ["Date.toISOString", Date.prototype, "toISOString"],
    ["sendBeacon", globalThis, "beaconOfTest"],
  ];

  /** Seals twice, and ends the first at its `nth` call; resolves to what waits then, and whether there were so many calls. */
  function endedAt(of: object, method: string, nth: number) {
    const state = createState({ endpoint: "x", clock: fakeClock() });
    add(state, "n", 3);
    appendUnique(state, "s", "member");
    const beacon = vi.fn();
    Object.assign(globalThis, { beaconOfTest: beacon });
    const hand = () => {
      (globalThis as unknown as { beaconOfTest(): void }).beaconOfTest();
      return true;
    };
    const holder = of as Record<string, (...values: unknown[]) => unknown>;
    const original = holder[method] as (...values: unknown[]) => unknown;
    let calls = 0;
    holder[method] = function (this: unknown, ...values) {
      if (calls++ === nth) throw new Error("ended");
      return original.apply(this, values);
    };
    try {
      seal(state, false, hand);
    } catch {
      // Nobody could catch the real one.
    }
    holder[method] = original;
    seal(state, false, hand);
    return { state, pending: [...state.pending.values()], isOver: calls <= nth };
  }

  test.for(CALLS)("at any call of %s, makes one update all the same", ([, of, method]) => {
    for (let nth = 0; ; nth++) {
      const { state, pending, isOver } = endedAt(of, method, nth);
      expect(pending).toMatchObject([{ seq: 1, data: { n: 3 }, calls: 2, recorded: 2 }]);
      expect([state.seq, state.recorded, state.cells.size]).toEqual([1, 2, 0]);
      if (isOver) return;
    }
  });
});
