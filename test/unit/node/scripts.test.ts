import { expect, test } from "vitest";
import { SCRIPT_HEADERS, scriptFiles } from "../../../src/node/scripts.ts";

// test/e2e/built.e2e.ts sees them served once they are built.
test("there are none where nothing was built", () => {
  expect([...scriptFiles()]).toEqual([]);
});

test("pages of any site may load them", () => {
  expect(SCRIPT_HEADERS).toMatchObject({
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "content-type": "text/javascript; charset=utf-8",
  });
});
