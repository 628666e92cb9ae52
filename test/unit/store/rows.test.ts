// All rows of a kind.
import { describe, expect, test } from "vitest";
import { EXPORT_LONG_ROWS, EXPORT_ROWS } from "../../../src/core/store-limits.ts";
import { HOUR, NOW_MS, openStore, updateOf } from "../../support/store.ts";

describe("rows", () => {
  test("of instances are all there are, by their ids, with what the list of the newest has", async () => {
    const { store, clock } = openStore();
    const now = clock.now();
    const count = EXPORT_ROWS + 3;
    const sent = Array.from({ length: count }, (_, i) => {
      const update = updateOf({ k: 1 }, { instance_id: `i${String(i).padStart(4, "0")}` });
      return store.accept(update, now, now, i % 3 === 0 ? "shop" : "default");
    });
    await Promise.all(sent);
    const pages = [...store.rows("instances", { window: HOUR })];
    expect(pages.map((page) => page.length)).toEqual([EXPORT_ROWS, 3]);
    const { instances } = store.instances(count, 0);
    expect(pages.flat()).toEqual(instances.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    const ofShop = [...store.rows("instances", { window: HOUR, app: "shop" })].flat();
    expect(ofShop).toEqual(instances.filter(({ app }) => app === "shop"));
    expect([...store.rows("instances", { window: HOUR, app: "none" })].flat()).toEqual([]);
  });

  test("of changes are those that are remembered, oldest first", () => {
    const { store } = openStore();
    for (let i = 0; i < EXPORT_LONG_ROWS + 1; i += 1) store.control({ disable: [`k${i}`] });
    store.undo(store.allControls().version, "ada", "too much");
    const rows = [...store.rows("changes", { window: HOUR })].flat();
    expect(rows).toEqual(store.changes(1_000).reverse());
    expect(rows.at(-1)).toMatchObject({ author: "ada", undoes: rows.at(-2)?.version, change: {} });
  });

  test("of totals and values come from their own files", async () => {
    const { store, send } = openStore();
    await send({ k: 2, os: "Linux", s: [{ value: 1, count: 3 }] });
    const all = <W extends Parameters<typeof store.rows>[0]>(what: W) =>
      [...store.rows(what, { window: HOUR })].flat();
    expect(all("totals")).toHaveLength(3);
    expect(all("members")).toMatchObject([{ key: "s", member: 1, total: 3 }]);
    expect(all("values")).toEqual([
      { app: "default", key: "os", field: "", value: "Linux", instances: 1, last_at: NOW_MS },
    ]);
  });

  test.each(["totals", "members"] as const)(
    "of %s for a window of too many points are refused at once",
    (what) => {
      const window = { seconds: 86_400 * 60, step: 60 };
      expect(() => openStore().store.rows(what, { window })).toThrow(
        "5184000 seconds in steps of 60 are not from 1 to 11000 points",
      );
    },
  );
});
