// Questions as addresses.
import { describe, expect, test } from "vitest";
import { pathOf } from "../../../src/client/path-of.ts";

describe("the path of a question", () => {
  test.for([
    ["keys", undefined, "keys"],
    ["keys", {}, "keys"],
    ["keys", { range: "1h", app: undefined, limit: 10 }, "keys?range=1h&limit=10"],
    ["series", { key: "a&b=c #?", member: 200 }, "series?key=a%26b%3Dc+%23%3F&member=200"],
    ["series", { key: "a", member: "200" }, "series?key=a&member=%22200%22"],
    ["series", { key: "a", member: null }, "series?key=a&member=null"],
  ] as const)("%s of %j is %s", ([route, asked, path]) => {
    expect(pathOf(route, asked)).toBe(path);
  });
});
