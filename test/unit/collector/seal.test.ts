// Buffer to outbox.
import { expect, test } from "vitest";
import { utf8 } from "../../../src/core/utf8.ts";
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
