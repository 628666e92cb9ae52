// What is said while nothing has come.
import { expect, test } from "vitest";
import { FirstTry } from "../../../../src/dashboard/part/first-try.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

test("a command sends something to where the server is", async () => {
  const props = { verb: "reported", command: "curl -d x", path: "v1/report" };
  const { node } = await stage(() => h(FirstTry, props));
  expect(node.querySelector("p")?.textContent).toBe("Nothing was reported yet. From a terminal:");
  expect(node.querySelector("pre")?.textContent).toBe(
    "curl -d x 'https://tally.example/v1/report'",
  );
});
