// A part of a view that shows one answer.
import { expect, test } from "vitest";
import type { Session } from "../../../../src/core/session.ts";
import type { Asked } from "../../../../src/dashboard/app/use-ask.ts";
import { Panel, type PanelProps } from "../../../../src/dashboard/part/panel.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const ADA: Session = { name: "ada", role: "operator" };
const none = { data: undefined, problem: undefined, retry() {} };

async function shown(props: Partial<PanelProps>, session?: Session) {
  const page = await stage(
    () => h(Panel, { title: "<b>Keys</b>", children: "the keys", ...props }),
    session && { session },
  );
  const button = (label: string) =>
    page.node.querySelector<HTMLButtonElement>(`[aria-label="${label}"]`);
  return { page, node: page.node, button };
}

test("has a heading, a note, tools, and what it shows", async () => {
  const { node } = await shown({ note: "of all", tools: h("button", {}, "Zoom"), class: "wide" });
  expect(node.querySelector("section")?.className).toBe("panel wide");
  expect(node.querySelector("h2")?.textContent).toBe("<b>Keys</b>");
  expect(node.textContent).toBe("<b>Keys</b>of allZoomthe keys");
});

test("says that an answer is awaited", async () => {
  const { node } = await shown({ asked: none });
  expect(node.querySelector("[role=status]")?.getAttribute("aria-label")).toBe("Loading");
  expect(node.textContent).not.toContain("the keys");
});

test("keeps how it is asked, and its height, while another answer is awaited", async () => {
  const tall = h("p", { style: { height: "700px" } }, "the keys");
  let asked: Asked<unknown> = { ...none, data: 1 };
  const { node, pulse } = await stage(() =>
    h(Panel, { title: "Keys", above: h("input", {}), asked, children: tall }),
  );
  const panel = node.querySelector("section") as HTMLElement;
  const field = node.querySelector("input");
  const { offsetHeight } = panel;
  asked = none;
  await pulse();
  await pulse();
  expect(node.querySelector("[role=status]")).not.toBeNull();
  expect([node.querySelector("input"), panel.offsetHeight]).toEqual([field, offsetHeight]);
  asked = { ...none, data: 2 };
  await pulse();
  expect(panel.style.minHeight).toBe("");
});

test("says why there is none, and asks again when it is told to", async () => {
  let retried = 0;
  const retry = () => {
    retried += 1;
  };
  const problem = "key: must be <b>text</b>";
  const { node } = await shown({ asked: { data: undefined, problem, retry } });
  expect(node.querySelector("[role=alert] p")?.textContent).toBe(
    "The server does not answer this: key: must be <b>text</b>.",
  );
  node.querySelector<HTMLElement>("[role=alert] button")?.click();
  expect(retried).toBe(1);
});

test.for([0, "", null, false])("shows the answer %j", async (data) => {
  const { node } = await shown({ asked: { ...none, data } });
  expect(node.textContent).toContain("the keys");
});

test.for([
  [undefined, "curl 'https://tally.example/keys?range=1h'"],
  [
    ADA,
    "curl -H \"authorization: Bearer $TALLYBEACON_TOKEN\" 'https://tally.example/keys?range=1h'",
  ],
] as const)("its request is copied as a curl command", async ([session, command]) => {
  const { page, button } = await shown({ path: "keys?range=1h" }, session);
  const written: string[] = [];
  const clipboard = { writeText: async (text: string) => void written.push(text) };
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
  button("Copy as curl")?.click();
  await page.settled();
  Reflect.deleteProperty(navigator, "clipboard");
  expect(written).toEqual([command]);
  expect(page.said.map(({ text, isBad }) => [text, isBad])).toEqual([
    ["Copied as a curl command.", false],
  ]);
});

test("says when the browser lets nothing be copied", async () => {
  const { page, button } = await shown({ path: "keys" });
  const { execCommand } = document;
  document.execCommand = () => false;
  Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true });
  button("Copy as curl")?.click();
  await page.settled();
  Reflect.deleteProperty(navigator, "clipboard");
  document.execCommand = execCommand;
  expect(page.said.map(({ text, isBad }) => [text, isBad])).toEqual([
    ["The browser did not allow copying.", true],
  ]);
});

test("its rows are made into a sheet when they are wanted, and there are some", async () => {
  const made: string[] = [];
  const sheet = () => {
    made.push("sheet");
    return { name: "keys", columns: [], rows: [] };
  };
  const { click } = HTMLAnchorElement.prototype;
  HTMLAnchorElement.prototype.click = function () {
    made.push(this.download);
  };
  const waiting = await shown({ asked: none, sheet });
  expect(waiting.button("Download as CSV")?.disabled).toBe(true);
  const { button } = await shown({ asked: { ...none, data: {} }, sheet });
  button("Download as CSV")?.click();
  HTMLAnchorElement.prototype.click = click;
  expect(made).toEqual(["sheet", "keys.csv"]);
});

test("has no buttons for what it cannot do", async () => {
  expect((await shown({})).node.querySelector("button")).toBeNull();
});
