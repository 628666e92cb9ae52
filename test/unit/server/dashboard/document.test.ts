// The document before its script has come.
import { describe, expect, test } from "vitest";
import { VIEW_NAMES } from "../../../../src/dashboard/app/address.ts";
import { script, style } from "../../../../src/server/dashboard/assets.ts";
import { documentOf } from "../../../../src/server/dashboard/document.ts";

const html = documentOf({ title: "Shop", api: "../" });

describe("the document", () => {
  test("tells its script where the API is and what the server is called", () => {
    expect(html).toContain('<html lang="en" data-api="../">');
    expect(html).toContain("<title>Shop</title>");
  });

  test("has its script and its style sheet beside it, by the names of their content", () => {
    expect(html).toContain(`<link rel="stylesheet" href="dashboard/${style.name}">`);
    expect(html).toContain(`<script type="module" src="dashboard/${script.name}"></script>`);
  });

  test("leads to every view, as the page will that takes its place", () => {
    const links = [...html.matchAll(/<a href="#\/(\w+)">([^<]+)<\/a>/g)];
    expect(Object.fromEntries(links.map(([, view, name]) => [view, name]))).toEqual(VIEW_NAMES);
  });

  test("says what it needs where scripts do not run", () => {
    expect(html).toMatch(/<noscript>.*needs JavaScript/);
  });

  test("has no code, handler or style of its own, as its policy allows none", () => {
    expect(html).not.toMatch(/<style|<script(?! type="module" src="[^"]+"><\/script>)/);
    expect(html).not.toMatch(/\s(on[a-z]+|style)=/i);
  });

  test("names no other origin", () => {
    // The name of the SVG vocabulary is never asked for.
    const addresses = [...decodeURIComponent(html).matchAll(/(https?:)?\/\/[a-z0-9][^\s"'<>)]*/gi)];
    expect(addresses.map(([address]) => address)).toEqual(["http://www.w3.org/2000/svg"]);
  });
});

test.for([
  ["title", "<title>", "</title>"],
  ["api", 'data-api="', '">'],
] as const)(
  "a %s with characters that mean something in HTML stays text",
  ([part, before, after]) => {
    const hostile = `</title><script>alert("1")</script>&' onload=x`;
    const said = documentOf({ title: "Shop", api: "./", [part]: hostile });
    const text =
      "&#60;/title&#62;&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39; onload=x";
    expect(said).toContain(before + text + after);
    expect(said).not.toContain("<script>alert");
  },
);
