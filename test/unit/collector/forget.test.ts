// The user wants to be forgotten.
import { describe, expect, test } from "vitest";
import type { Storage } from "../../../src/core/ports.ts";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { dataSent, world } from "../../support/collector.ts";
import { LOST, ok } from "../../support/network.ts";
import { contents } from "../../support/storage.ts";

const RECEIPT = ok({ receipt: "r-1" });

test("all that is here goes, the server is asked, and its receipt comes back", async () => {
  const at = world();
  at.network.answers([LOST]);
  at.tally.increment("sealed");
  await at.tally.flush();
  const [before] = at.network.sent;
  at.tally.increment("live");
  at.network.answers([RECEIPT]);
  expect(await at.tally.forget()).toBe("r-1");
  const last = at.network.sent.at(-1);
  expect(last?.update).toMatchObject({
    instance_id: before?.update.instance_id,
    epoch: before?.update.epoch,
    seq: 2,
    forget: true,
  });
  expect(last?.update).not.toHaveProperty("data");
  expect(at.tally.snapshot()).toMatchObject({ data: {}, pending: [], lost: { forgotten: 1 } });
  const { instance, ...rest } = await contents(at.storage);
  expect(instance).not.toBe(before?.update.instance_id);
  expect(Object.keys(rest).filter((path) => path.startsWith("sealed/"))).toEqual([]);
});

test("the receipt comes back also where something is counted, and sent, behind the request", async () => {
  const inner = memoryStorage();
  const storage: Storage = {
    ...inner,
    keys(prefix) {
      at.tally.increment("late");
      return inner.keys(prefix);
    },
  };
  const at = world({ storage });
  await at.tally.flush();
  at.network.answers(({ update }) => (update.forget ? RECEIPT : ok()));
  expect(await at.tally.forget()).toBe("r-1");
  expect(at.network.sent.slice(1).map(({ update }) => [update.forget, update.data])).toEqual([
    [true, undefined],
    [undefined, { late: 1 }],
  ]);
});

test("who comes after is somebody else: another id, another epoch, from one", async () => {
  const at = world();
  await at.tally.flush();
  at.network.answers([RECEIPT]);
  await at.tally.forget();
  at.tally.increment("n");
  await at.tally.flush();
  const [first, , third] = at.network.sent.map(({ update }) => update);
  expect(third).toMatchObject({ seq: 1, data: { n: 1 }, recorded: 1, dropped: {} });
  expect(third?.instance_id).not.toBe(first?.instance_id);
  expect(third?.epoch).not.toBe(first?.epoch);
  expect(await at.storage.get("instance")).toBe(third?.instance_id);
});

describe("a request that was not answered", () => {
  test("is sent again until it is, by this life", async () => {
    const at = world();
    at.tally.start();
    await at.clock.advance(0);
    at.network.answers([LOST, LOST, RECEIPT]);
    expect(await at.tally.forget()).toBeUndefined();
    await at.clock.advance(60_000);
    expect(at.network.sent.slice(1).map(({ update }) => update.forget)).toEqual([true, true, true]);
    expect(at.tally.snapshot().pending).toEqual([]);
  });

  test("and by the next", async () => {
    const at = world();
    at.network.answers([LOST]);
    await at.tally.forget();
    const asked = at.network.sent[0]?.body;
    at.network.answers([RECEIPT]);
    await at.reload().flush();
    expect(at.network.sent[1]?.body).toBe(asked);
  });
});

describe("without consent", () => {
  test("the request goes out all the same, and nothing else does", async () => {
    let isAllowed = true;
    const at = world({ enabled: () => isAllowed });
    at.tally.increment("n");
    await at.tally.flush();
    const { instance } = await contents(at.storage);
    at.tally.increment("n");
    isAllowed = false;
    at.network.answers([LOST, RECEIPT]);
    expect(await at.tally.forget()).toBeUndefined();
    expect(await at.tally.forget()).toBe("r-1");
    await at.tally.flush();
    expect(
      at.network.sent.slice(1).map(({ update }) => [update.instance_id, update.forget]),
    ).toEqual([
      [instance, true],
      [instance, true],
    ]);
    expect(dataSent(at)).toEqual([{ n: 1 }, undefined, undefined]);
    expect(Object.keys(await contents(at.storage))).toEqual(["controls"]);
  });

  test("in a later life, too: the id is looked for so that it can be forgotten", async () => {
    const at = world();
    await at.tally.flush();
    const id = at.network.sent[0]?.update.instance_id;
    at.network.answers([RECEIPT]);
    expect(await at.reload({ enabled: () => false }).forget()).toBe("r-1");
    expect(at.network.sent[1]?.update).toMatchObject({ instance_id: id, forget: true });
    expect(await at.storage.get("instance")).toBeUndefined();
  });
});

test("a server that knows nothing of receipts has answered, too", async () => {
  const at = world();
  at.network.answers([ok()]);
  expect(await at.tally.forget()).toBeUndefined();
  expect(at.tally.snapshot().pending).toEqual([]);
});

test("also after the server's stop", async () => {
  const at = world();
  at.network.answers([ok({ stop: true })]);
  await at.tally.flush();
  at.network.answers([RECEIPT]);
  expect(await at.tally.forget()).toBe("r-1");
});
