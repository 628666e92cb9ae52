import { describe, expect, test } from "vitest";
import { strangers } from "../../../src/node/strangers.ts";
import { openStore } from "../../support/store.ts";

const TABLES = ["key", "member", "key_minute", "member_minute", "item", "value", "instance"].concat(
  ["instance_keys", "epoch"],
);

/** A store with a key of each kind, of two instances, one of which is forgotten. */
async function filled() {
  const store = openStore();
  const data = { n: 1, set: [{ value: "a", count: 2 }], list: [1, 2], value: { deep: true } };
  for (const instance_id of ["a", "b"]) {
    await store.send(data, { instance_id, epoch: "e1", seq: 1 });
    await store.send(data, { instance_id, epoch: "e2", seq: 1 });
  }
  await store.send(undefined, { instance_id: "b", forget: true });
  await store.send({ late: 1 }, { instance_id: "b", epoch: "e2", seq: 2 });
  return store;
}

test("a store that was used as it should be has none", async () => {
  const { sql } = await filled();
  expect(strangers(sql, TABLES)).toEqual([]);
});

describe("rows of what is not there are found", () => {
  test.each([
    ["DELETE FROM key WHERE key = 'n'", "1 rows of key_minute are of no key there is"],
    ["DELETE FROM member", "1 rows of member_minute are of no member there is"],
    ["UPDATE item SET key = 99", "4 rows of item are of no key there is"],
    ["UPDATE value SET instance = 'c'", "1 rows of value are of no instance there is"],
    ["DELETE FROM instance", "1 rows of epoch are of no instance there is"],
  ])("%s", async (breach, what) => {
    const { sql } = await filled();
    sql.all(breach);
    expect(strangers(sql, TABLES).map((finding) => finding.what)).toContain(what);
  });
});
