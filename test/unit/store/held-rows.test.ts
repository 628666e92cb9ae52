// Last values for an export.
import { describe, expect, test } from "vitest";
import { heldRows } from "../../../src/store/held-rows.ts";
import { HOUR, NOW_MS, openStore } from "../../support/store.ts";

describe("rows of values", () => {
  test("are those that the read API shows, of each key and field", async () => {
    const { store, send } = openStore();
    await send({ env: { os: "linux", mem: 8 }, os: "a" }, { instance_id: "a" });
    await send({ env: { os: "linux" }, os: ["b"] }, { instance_id: "b", set_keys: ["os"] });
    await send({ errors: ["x", "y", "x"] }, { instance_id: "a" });
    await send({ errors: ["x"] }, { instance_id: "b" });
    await send({ env: "text" }, { instance_id: "c" });
    const rows = [...store.rows("values", { window: HOUR })].flat();
    const ofKey = (key: string, field = "") =>
      rows
        .filter((row) => row.key === key && row.field === field)
        .map(({ value, instances, last_at }) => ({ value, instances, last_at }))
        .sort((a, b) => b.instances - a.instances);
    for (const key of ["os", "errors", "env"]) {
      const { values, fields } = store.values(key, 99);
      expect(ofKey(key)).toEqual(values);
      for (const { field, values: held } of fields) expect(ofKey(key, field)).toEqual(held);
    }
    expect(rows).toHaveLength(7);
    expect(rows[0]).toEqual({
      app: "default",
      key: "env",
      field: "mem",
      value: 8,
      instances: 1,
      last_at: NOW_MS,
    });
  });

  test("count an instance once that holds a value and has it among its items", async () => {
    const { store, send } = openStore();
    await send({ k: ["x"] }, { instance_id: "a" });
    await send({ k: "x" }, { instance_id: "a" });
    await send({ k: "x" }, { instance_id: "b" });
    const [row, ...others] = [...store.rows("values", { window: HOUR })].flat();
    expect([row?.instances, others]).toEqual([2, []]);
    expect(store.values("k", 9).values).toMatchObject([{ value: "x", instances: 2 }]);
  });

  test("come in several pages, and add up where not all can be held at once", async () => {
    const { sql, send } = openStore();
    const sent = Array.from({ length: 220 }, (_, i) =>
      send({ os: `os ${i % 2}`, id: `id ${i}` }, { instance_id: `i${i}` }),
    );
    await Promise.all(sent);
    const rows = [...heldRows(sql, { window: HOUR }, 500)].flat();
    const sums = new Map<string, number>();
    for (const { value, instances } of rows) {
      sums.set(String(value), (sums.get(String(value)) ?? 0) + instances);
    }
    expect([sums.get("os 0"), sums.get("os 1"), sums.size]).toEqual([110, 110, 222]);
    expect([...heldRows(sql, { window: HOUR, key: "os" })].flat()).toMatchObject([
      { value: "os 0", instances: 110 },
      { value: "os 1", instances: 110 },
    ]);
    expect([...heldRows(sql, { window: HOUR, app: "none" })].flat()).toEqual([]);
  });
});
