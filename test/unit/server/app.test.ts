import { describe, expect, test } from "vitest";
import { appOf, createKeys } from "../../../src/server/app.ts";
import { HOME } from "../../support/requests.ts";

const KEY = "key-of-the-shop";
const url = (query: string) => `${HOME}/v1/update${query}`;

describe("an update is", () => {
  test.each([
    ["", "default"],
    ["?", "default"],
    ["?key=x", "default"],
    ["?app=shop", "shop"],
    ["?key=x&app=shop", "shop"],
    ["?app=shop&app=other", "shop"],
    ["?app=Shop_2.0-beta", "Shop_2.0-beta"],
    ["?app=%73hop", "shop"],
    [`?app=${"a".repeat(64)}`, "a".repeat(64)],
  ])("with '%s' for %s", (query, app) => {
    expect(appOf(url(query))).toBe(app);
  });

  test.each([
    ["?app=", ""],
    ["?app", ""],
    ["?app=a%20b", "a b"],
    ["?app=a/b", "a/b"],
    ["?app=gr%C3%B6%C3%9Fe", "größe"],
    ["?app=%ff", "\ufffd"],
    ["?app=shop%0A", "shop\n"],
    [`?app=${"a".repeat(65)}`, "a".repeat(64)],
    ["?app=%3Cscript%3E", "<script>"],
  ])("with '%s' refused by name", (query, shown) => {
    expect(() => appOf(url(query))).toThrow(
      expect.objectContaining({
        code: "parse",
        message: `app: must be 1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", not "${shown}"`,
      }),
    );
  });
});

describe("with keys", () => {
  const complaint = createKeys({ shop: KEY, blog: "key of the blog & more" });

  test.each([
    ["shop", `?app=shop&key=${KEY}`],
    ["blog", "?key=key%20of%20the+blog%20%26%20more"],
  ])("%s may send with its own", (app, query) => {
    expect(complaint(app, url(query))).toBeUndefined();
  });

  test.each([
    ["none", "?app=shop"],
    ["an empty one", "?key="],
    ["half of it", `?key=${KEY.slice(0, 7)}`],
    ["twice of it", `?key=${KEY}${KEY}`],
    ["another app's", "?key=key%20of%20the+blog%20%26%20more"],
    ["another before it", `?key=wrong&key=${KEY}`],
    ["one beyond ASCII", "?key=schl%C3%BCssel"],
  ])("the shop may not with %s", (_, query) => {
    expect(complaint("shop", url(query))).toBe('key: not the one of app "shop"');
  });

  test.each(["default", "constructor", "__proto__"])("%s, which has none, may not", (app) => {
    expect(complaint(app, url(`?key=${KEY}`))).toBe(`app: "${app}" is not taken here`);
  });
});

test.each<[Record<string, string>, string]>([
  [{}, "ingestKeys: has no app"],
  [{ shop: "seven-x" }, 'ingestKeys: the key of "shop" must have at least 8 characters'],
  [{ "my shop": KEY }, "ingestKeys: an app must be 1 to 64 of A-Z"],
])("keys %j are refused by the name of the app", (keys, message) => {
  expect(() => createKeys(keys)).toThrow(message);
  expect(() => createKeys(keys)).toThrow(expect.objectContaining({ code: "bad-option" }));
});
