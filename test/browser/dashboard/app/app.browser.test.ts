// The page put together, before a server that the test is.
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClient } from "../../../../src/client/create-client.ts";
import { App } from "../../../../src/dashboard/app/app.tsx";
import { h, render } from "../../../../src/dashboard/preact.ts";

const BASE = new URL("https://tally.example/below/");
const OPEN = { name: "anyone", role: "operator", is_open: true };
const ADA = { name: "ada", role: "operator" };
const WANTED = { status: 401, headers: { "www-authenticate": "Bearer" } };

const { EventSource: Real } = globalThis;
let node: HTMLElement;
/** What the server says to a path; a string is trouble on the way. */
let answers: Record<string, () => Response | string>;
/** What it says to any other path. */
let otherwise: () => Response | string;
let asked: string[];
/** Streams that were opened and not closed. */
let streams: EventTarget[];

beforeEach(() => {
  asked = [];
  streams = [];
  answers = { session: () => Response.json(OPEN) };
  otherwise = () => Response.json({ error: "not here" }, { status: 404 });
  const Fake = function FakeSource(this: unknown, url: string) {
    asked.push(`stream ${url}`);
    const target = new EventTarget();
    streams.push(target);
    return Object.assign(target, {
      readyState: 1,
      close: () => streams.splice(streams.indexOf(target), 1),
    });
  };
  Object.assign(globalThis, { EventSource: Fake });
  history.replaceState(null, "", "#");
  node = document.body.appendChild(document.createElement("div"));
});
afterEach(async () => {
  render(null, node);
  await settled();
  node.remove();
  Object.assign(globalThis, { EventSource: Real });
});

async function open(hash = ""): Promise<void> {
  history.replaceState(null, "", hash || "#");
  const server = createClient({
    url: BASE.href,
    async fetch(url) {
      const path = String(url).slice(BASE.href.length);
      asked.push(path);
      const said = (answers[path] ?? otherwise)();
      if (typeof said === "string") throw new TypeError(said);
      return said;
    },
  });
  render(h(App, { server, base: BASE, title: "Shop" }), node);
  await settled();
}

async function settled(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setTimeout(resolve, 15));
}

const find = (selector: string) => node.querySelector<HTMLElement>(selector);
const text = (selector: string) => find(selector)?.textContent;
const times = (path: string) => asked.filter((each) => each === path).length;
const follow = async (view: string) => {
  find(`nav a[href^="#/${view}"]`)?.click();
  await settled();
};
const step = async (by: number) => {
  history.go(by);
  await expect.poll(() => location.hash).toMatch(/./);
  await new Promise((resolve) => setTimeout(resolve, 150));
};
const signIn = async (token: string) => {
  (find("#login-token") as HTMLInputElement).value = token;
  find(".go")?.click();
  await settled();
};

test("shows the view of the address to whom the server asks nobody for a token, and listens", async () => {
  await open("#/samples?range=7d");
  expect([text("h1"), document.title, find(".bones")]).toEqual(["Samples", "Samples · Shop", null]);
  expect(asked.filter((each) => each.startsWith("stream"))).toEqual([
    "stream https://tally.example/below/events",
  ]);
});

test("a link moves the keyboard to the new view's heading, back and forward lead back and forth", async () => {
  await open("#/overview?app=shop&range=7d&key=a");
  await follow("controls");
  expect(location.hash).toBe("#/controls?app=shop&range=7d");
  expect([text("h1"), document.activeElement]).toEqual(["Controls", find("h1")]);
  await follow("pushed");
  await step(-1);
  expect([text("h1"), document.title]).toEqual(["Controls", "Controls · Shop"]);
  await step(-1);
  expect([text("h1"), location.hash]).toEqual(["Overview", "#/overview?app=shop&range=7d&key=a"]);
  await step(2);
  expect(text("h1")).toBe("Pushed metrics");
  expect(times("session")).toBe(1);
});

test("asks for a token where the server wants one, and then shows where the address led", async () => {
  answers["session"] = () => Response.json({ error: "token: none" }, WANTED);
  answers["login"] = () => Response.json({ error: "token: not known here" }, WANTED);
  await open("#/instances?app=shop");
  expect([text("h1"), find("nav"), streams]).toEqual(["Sign in", null, []]);
  await signIn("wrong");
  expect(text("#login-problem")).toBe("This token is not known here.");
  answers["login"] = () => Response.json(ADA);
  await signIn("right");
  expect([text("h1"), text(".who .name"), streams.length]).toEqual(["Instances", "ada", 1]);
  expect(location.hash).toBe("#/instances?app=shop");
  expect(times("session")).toBe(1);
});

test("whoever signs out leaves nothing on the page, and hears no more of the server", async () => {
  answers["session"] = () => Response.json(ADA);
  answers["logout"] = () => Response.json({});
  await open("#/keys");
  expect(streams).toHaveLength(1);
  find(".who button")?.click();
  await settled();
  expect([text("h1"), find("nav"), find(".toast"), streams]).toEqual(["Sign in", null, null, []]);
});

test("a server that is away at the start is asked again, and shown when it is back", async () => {
  answers["session"] = () => "no way";
  await open("#/keys");
  expect(text("main > .notice p")).toBe(
    "The server is away: the server cannot be reached. The page tries again by itself.",
  );
  expect([find(".bones") !== null, text(".live"), streams]).toEqual([true, "Away", []]);
  find("main > .notice button")?.click();
  await settled();
  expect(times("session")).toBe(2);
  answers["session"] = () => Response.json(OPEN);
  await expect.poll(() => text("main > .notice"), { timeout: 5_000 }).toBeUndefined();
  expect(text(".live")).toMatch(/^Live · /);
});

test("a server that goes away later is told of, asked again, and current when it is back", async () => {
  await open("#/instances");
  otherwise = () => "gone";
  streams[0]?.dispatchEvent(new Event("change"));
  await settled();
  expect(text("main > .notice p")).toBe(
    "The server is away: the server cannot be reached. What you see is not current. The page tries again by itself.",
  );
  expect([find(".live")?.className, text(".live")]).toEqual([
    "live away",
    expect.stringMatching(/^Away since /),
  ]);
  otherwise = () => Response.json({ error: "not here" }, { status: 404 });
  await expect.poll(() => text("main > .notice"), { timeout: 5_000 }).toBeUndefined();
  expect(times("session")).toBe(1);
});

test("a token that ends while the page is open leads to the login, and from there back", async () => {
  answers["session"] = () => Response.json(ADA);
  answers["login"] = () => Response.json({ ...ADA, name: "bob" });
  await open("#/instances?app=shop");
  expect(text("h1")).toBe("Instances");
  otherwise = () => Response.json({ error: "token: none" }, WANTED);
  streams[0]?.dispatchEvent(new Event("change"));
  await settled();
  expect([text("h1"), find("nav"), streams]).toEqual(["Sign in", null, []]);
  const before = asked.length;
  otherwise = () => Response.json({ error: "not here" }, { status: 404 });
  await signIn("right");
  expect([text("h1"), text(".who .name")]).toEqual(["Instances", "bob"]);
  expect(location.hash).toBe("#/instances?app=shop");
  expect(asked[before]).toBe("login");
});

test("says how the stream is", async () => {
  await open();
  streams[0]?.dispatchEvent(new Event("open"));
  await settled();
  expect(find(".live")?.className).toBe("live");
  Object.assign(streams[0] ?? {}, { readyState: 2 });
  streams[0]?.dispatchEvent(new Event("error"));
  await settled();
  expect([find(".live")?.className, text(".live")]).toEqual([
    "live polling",
    expect.stringMatching(/^Polling · /),
  ]);
});

test.for(["#/%E0%A4%A", "#/__proto__?app=%", "#?&&&=%", `#/keys?key=${"%3Cb%3E".repeat(5_000)}`])(
  "%.20s leads somewhere",
  async (hash) => {
    await open(hash);
    expect(text("h1")).toMatch(/^(Overview|Keys)$/);
  },
);
