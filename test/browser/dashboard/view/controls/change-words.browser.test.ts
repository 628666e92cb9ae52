// Changes in words, with names set apart.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import {
  Author,
  ChangeWords,
  scopeText,
} from "../../../../../src/dashboard/view/controls/change-words.tsx";
import { stage } from "../../../../support/stage.ts";

test.each([
  [{ disable: ["a"] }, "turned a off for all"],
  [{ disable: ["a"], percent: 10 }, "turned a off for 10%"],
  [{ disable: ["a"], instances: ["i", "j"] }, "turned a off for 2 instances"],
  [
    { disable: ["a", "b"], percent: 0.5, instances: ["i"], app: "shop" },
    "turned a, b off for 0.5% and 1 instance in shop",
  ],
  [{ enable: ["a", "b", "c"] }, "turned a, b, c on"],
  [{ enable: ["a", "b", "c", "d"] }, "turned a, b, c and 1 more key on"],
  [{ enable: ["a"], disable: ["b"] }, "turned b off for all, turned a on"],
  [{ interval_ms: 600_000 }, "set the interval to 10 min"],
  [{ interval_ms: null, app: "shop" }, "took the wish for an interval back in shop"],
  [{ stop: true }, "stopped collection"],
  [{ stop: false }, "lifted the stop"],
])("%j %s", async (change, text) => {
  const { node } = await stage(() => h(ChangeWords, { of: { change } }));
  expect(node.textContent).toBe(text);
});

test.each([
  [100, [], "all"],
  [100, ["i"], "all"],
  [12.5, [], "12.5%"],
  [0, ["i"], "1 instance"],
  [0, [], "nobody"],
])("%d%% and %j is for %s", (percent, instances, text) => {
  expect(scopeText({ percent, instances })).toBe(text);
});

test("an undo is told by the time of what it took back", async () => {
  const { node } = await stage(() =>
    h(ChangeWords, { of: { change: {}, undoes: 1_795_250_403_000 } }),
  );
  expect(node.textContent).toMatch(/^took the change of .*\d\d:\d\d.* back$/);
});

test("who made a change is told as text, or that it was somebody", async () => {
  const { node } = await stage(() => [
    h(Author, { of: { author: "<b>eve</b>" } }),
    h(Author, { of: { author: "" } }),
  ]);
  expect(node.textContent).toBe("<b>eve</b>somebody");
});

test("a hostile name is text, on one line, and isolated from what stands around it", async () => {
  const name = "<img src=x onerror=alert(1)>\n\u202Eevil";
  const { node } = await stage(() => h(ChangeWords, { of: { change: { disable: [name] } } }));
  expect(node.querySelector("img")).toBeNull();
  expect(node.querySelector("bdi")?.textContent).toBe("<img src=x onerror=alert(1)>·\u202Eevil");
});
