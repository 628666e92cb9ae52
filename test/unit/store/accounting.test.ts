// The accounts as the operator asks for them.
import { expect, test } from "vitest";
import { EPOCH_RETENTION_MS } from "../../../src/core/store-limits.ts";
import { openStore } from "../../support/store.ts";

test("shows the sums of everybody, and each epoch", async () => {
  const { store, send, clock } = openStore();
  await send({ k: 1 }, { epoch: "a", seq: 1, calls: 3, recorded: 3, offset_ms: 0 });
  clock.advance(1_000);
  const more = {
    dropped: { reset: 1 },
    lost: { disabled: 2 },
    faults: { network: 4 },
    controls: 7,
  };
  await send({ k: 1 }, { instance_id: "j", epoch: "b", seq: 3, calls: 5, recorded: 20, ...more });
  await send({ k: 1 }, { instance_id: "j", epoch: "b", seq: 3, calls: 9, recorded: 99 });
  expect(store.accounting(9)).toEqual({
    recorded: 23,
    accepted: 8,
    dropped: { reset: 1, disabled: 2 },
    pending: 12,
    unexplained: 0,
    missing: 2,
    duplicates: 1,
    epochs: [
      {
        instance: "j",
        epoch: "b",
        last_at: clock.now(),
        recorded: 20,
        accepted: 5,
        dropped: { reset: 1, disabled: 2 },
        pending: 12,
        unexplained: 0,
        ack: 0,
        seq: 3,
        missing: 2,
        duplicates: 1,
        faults: { network: 4 },
        controls: 7,
      },
      {
        instance: "i",
        epoch: "a",
        last_at: clock.now() - 1_000,
        recorded: 3,
        accepted: 3,
        dropped: {},
        pending: 0,
        unexplained: 0,
        ack: 1,
        seq: 1,
        missing: 0,
        duplicates: 0,
        faults: {},
        offset_ms: 0,
      },
    ],
  });
});

test("lists the newest epochs first, former ones among them, each once", async () => {
  const { store, send, clock } = openStore();
  const hear = async (instance_id: string, epoch: string, seq: number) => {
    await send({}, { instance_id, epoch, seq });
    clock.advance(1_000);
  };
  await hear("i", "a", 1);
  await hear("j", "c", 1);
  await hear("i", "b", 1);
  await hear("i", "a", 2);
  const names = (limit: number, instance?: string) =>
    store.accounting(limit, instance).epochs.map(({ epoch }) => epoch);
  expect(names(9)).toEqual(["a", "b", "c"]);
  expect(names(2)).toEqual(["a", "b"]);
  expect(names(9, "i")).toEqual(["a", "b"]);
  expect(names(1, "i")).toEqual(["a"]);
  expect(names(9, "nobody")).toEqual([]);
});

test("says when a former epoch was heard itself", async () => {
  const { store, send, clock } = openStore();
  await send({}, { epoch: "a", seq: 1 });
  const heardAt = clock.now();
  clock.advance(60_000);
  await send({}, { epoch: "b", seq: 1 });
  expect(store.accounting(9).epochs.map(({ last_at }) => last_at)).toEqual([clock.now(), heardAt]);
});

test("keeps the sums of epochs that are forgotten", async () => {
  const { store, send, clock } = openStore();
  await send({ k: 1 }, { epoch: "a", seq: 2, calls: 3, recorded: 5 });
  await send({ k: 1 }, { epoch: "b", seq: 1, calls: 1, recorded: 1 });
  clock.advance(EPOCH_RETENTION_MS + 1);
  await send({ k: 1 }, { epoch: "b", seq: 2, calls: 1, recorded: 2 });
  while (store.compact());
  expect(store.accounting(9)).toMatchObject({
    recorded: 7,
    accepted: 5,
    pending: 0,
    missing: 0,
    dropped: { expired: 2 },
    epochs: [{ epoch: "b" }],
  });
});

test("has nothing of updates without numbers", async () => {
  const { store, send } = openStore();
  await send({ k: 1 }, { calls: 1 });
  expect(store.accounting(9)).toMatchObject({ recorded: 0, accepted: 0, epochs: [] });
});
