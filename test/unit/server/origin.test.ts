// The beginning of a URL.
import { expect, test } from "vitest";
import { pathStart } from "../../../src/server/origin.ts";

test.each([
  ["http://a/keys", "/keys"],
  ["https://count.example:8787/v1/update?app=a/b", "/v1/update?app=a/b"],
  ["http://[::1]:8787/", "/"],
])("the path of %s is %s", (url, path) => {
  expect(url.slice(pathStart(url))).toBe(path);
});
