import { describe, expect, test } from "vitest";
import { filled, hidden } from "../../../src/cli/secrets.ts";

describe("what is shown", () => {
  test.each([
    [{ datadog: { apiKey: "k" } }, { datadog: { apiKey: "***" } }],
    [{ apiKey: 12_345 }, { apiKey: "***" }],
    [{ apiKey: `\${DD_API_KEY}` }, { apiKey: `\${DD_API_KEY}` }],
    [{ credentials: `me:\${PASSWORD}` }, { credentials: "***" }],
    [
      { headers: { authorization: "Bearer k", x: "y" } },
      { headers: { authorization: "***", x: "***" } },
    ],
    [{ customHeaders: ["k"] }, { customHeaders: ["***"] }],
    [
      { apiEndpoint: "https://me:pw@influx.example:8086/?u=me&p=pw" },
      { apiEndpoint: "https://***@influx.example:8086/?u=***&p=***" },
    ],
    [
      { address: "10.0.0.1:2003", flushMs: 10, isOn: true },
      { address: "10.0.0.1:2003", flushMs: 10, isOn: true },
    ],
    [
      { tags: ["a:b"], nothing: null },
      { tags: ["a:b"], nothing: null },
    ],
  ])("of %j is %j", (value, shown) => {
    expect(hidden(value)).toEqual(shown);
  });

  test("of a member is hidden by where it is", () => {
    expect(hidden("k", ["backends", "datadog", "apiKey"])).toBe("***");
  });
});

describe("variables in values", () => {
  const env = { KEY: "k", HOST: "h", EMPTY: "" };

  test.each([
    [{ apiKey: `\${KEY}` }, { apiKey: "k" }],
    [
      { address: `\${HOST}:2003`, tags: [`a:\${KEY}`] },
      { address: "h:2003", tags: ["a:k"] },
    ],
    [
      { filter: "regex:^a$", price: "$KEY", odd: `\${}`, n: 1 },
      { filter: "regex:^a$", price: "$KEY", odd: `\${}`, n: 1 },
    ],
  ])("%j becomes %j", (value, full) => {
    expect(filled<object>(value, env)).toEqual(full);
  });

  test.each(["NONE", "EMPTY", "toString"])(
    "%s, which is not set, is told with its place",
    (name) => {
      const value = { backends: { datadog: { apiKey: `\${${name}}` } } };
      expect(() => filled(value, Object.assign(Object.create(null), env))).toThrow(
        `backends.datadog.apiKey: there is no variable ${name}`,
      );
    },
  );
});
