// What is said of a server that has no part for a view.
import { expect, test } from "vitest";
import { NotTaken } from "../../../../src/dashboard/part/not-taken.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

test("a panel says what is not taken, and how it is turned on", async () => {
  const props = { what: "reports", code: "createHandler({ reports })" };
  const { node } = await stage(() => h(NotTaken, { ...props, children: ", at home" }));
  expect(node.querySelector("h2")?.textContent).toBe("This server takes no reports");
  expect(node.querySelector(".none")?.textContent).toBe(
    "tallybeacon serve does, at home, and so does a server of your own with createHandler({ reports }).",
  );
  expect(node.querySelector("[role=alert]")).toBeNull();
});
