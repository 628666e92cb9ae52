// Keys, a page at a time.
import { describe, expect, test } from "vitest";
import { keyPages } from "../../../src/store/key-pages.ts";
import { HOUR, openStore, updateOf } from "../../support/store.ts";

async function open() {
  const { store, sql, clock } = openStore();
  const now = clock.now();
  await store.accept(updateOf({ b: 1, "": 1, c: [], a: 1, é: 1 }), now, now, "shop");
  await store.accept(updateOf({ a: [{ value: 1, count: 1 }] }), now, now, "blog");
  await store.accept(updateOf(undefined, { instance_id: "j" }), now, now, "empty");
  return (wanted: object, rows: number) =>
    [...keyPages(sql, { window: HOUR, ...wanted }, rows)].map((page) =>
      page.map(({ app, key }) => `${app}:${key}`),
    );
}

describe("pages of keys", () => {
  test("are by app and name, the empty one first, and never empty", async () => {
    const pages = await open();
    expect(pages({}, 2)).toEqual([
      ["blog:a"],
      ["shop:", "shop:a"],
      ["shop:b", "shop:c"],
      ["shop:é"],
    ]);
    expect(pages({}, 9)).toEqual([["blog:a"], ["shop:", "shop:a", "shop:b", "shop:c", "shop:é"]]);
  });

  test("are of one app, of one key, or of both", async () => {
    const pages = await open();
    expect(pages({ app: "blog" }, 9)).toEqual([["blog:a"]]);
    expect(pages({ key: "a" }, 1)).toEqual([["blog:a"], ["shop:a"]]);
    expect(pages({ app: "shop", key: "" }, 9)).toEqual([["shop:"]]);
    expect(pages({ app: "none" }, 9)).toEqual([]);
    expect(pages({ key: "none" }, 9)).toEqual([]);
  });

  test("tell the kind of each key, and how many members it has", async () => {
    const { sql, send } = openStore();
    await send({ s: [{ value: 1, count: 1 }], n: 1 });
    const keys = [...keyPages(sql, { window: HOUR }, 9)].flat();
    expect(keys).toMatchObject([
      { app: "default", key: "n", kind: "count", members: 0 },
      { app: "default", key: "s", kind: "set", members: 1 },
    ]);
  });
});
