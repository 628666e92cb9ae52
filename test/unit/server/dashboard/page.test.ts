// The document without its script.
import { describe, expect, test } from "vitest";
import { WINDOWS } from "../../../../src/core/limits.ts";
import { escapeHtml, page } from "../../../../src/server/dashboard/page.ts";

const html = page({ title: "Shop", api: "./", style: "", script: "" });

describe("the document", () => {
  test("offers every range the API has, with a name and its seconds", () => {
    const ranges = [
      ...html.matchAll(
        /value="(\w+)" aria-label="Last ([^"]+)" data-name="([^"]+)" data-seconds="(\d+)"/g,
      ),
    ];
    expect(ranges.map(([, value, , , seconds]) => [value, Number(seconds)])).toEqual(
      Object.entries(WINDOWS).map(([range, { seconds }]) => [range, seconds]),
    );
    expect(ranges.map(([, , name]) => name)).toEqual([
      "15 minutes",
      "hour",
      "6 hours",
      "24 hours",
      "7 days",
      "30 days",
    ]);
  });

  test("uses every id once", () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test("names an existing element wherever it refers to one", () => {
    for (const [, id] of html.matchAll(/ aria-labelledby="([^"]+)"/g))
      expect(html).toContain(` id="${id}"`);
  });

  test("gives every button a type and every column a scope", () => {
    const buttons = [...html.matchAll(/<button[^>]*>/g)].map(([tag]) => tag);
    // One that sends a form is in the form; any other would send it by accident.
    const sending = buttons.filter((tag) => !tag.includes('type="button"'));
    const forms = [...html.matchAll(/<form.*?<\/form>/gs)].map(([form]) => form);
    expect(forms.map((form) => form.split('type="submit"').length - 1)).toEqual(forms.map(() => 1));
    expect(sending).toHaveLength(forms.length);
    for (const [tag] of html.matchAll(/<th [^>]*>/g)) expect(tag).toContain('scope="col"');
  });

  test("asks for a token as for a password, by a field with a name that tells its errors", () => {
    const [field = ""] = /<input type="password"[^>]*>/.exec(html) ?? [];
    expect(field).toContain('autocomplete="current-password"');
    expect(field).toContain('aria-describedby="login-problem"');
    expect(html).toContain('<label for="login-token">');
    expect(html).toMatch(/id="login-problem" aria-live="assertive"/);
  });

  test("says what it needs where scripts do not run", () => {
    expect(html).toMatch(/<noscript>.*needs JavaScript/);
  });
});

test("escaped text has none of the characters that mean something in HTML", () => {
  expect(escapeHtml(`<a href="x" title='y'>&`)).toBe(
    "&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;",
  );
});
