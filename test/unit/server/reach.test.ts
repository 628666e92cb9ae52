import { describe, expect, test } from "vitest";
import { createAccess } from "../../../src/server/access.ts";
import { checkReach, type ReachOptions } from "../../../src/server/reach.ts";

const TOKENS = { ada: "ada-has-this-token" };

describe("a server that lets everybody do everything", () => {
  test.each(["127.0.0.1", "localhost", "::1", "127.0.0.2"])("may listen on %s", (host) => {
    expect(() => checkReach(host, {})).not.toThrow();
  });

  test.each<[string, ReachOptions]>([
    ["0.0.0.0", {}],
    ["::", {}],
    ["192.168.1.2", { operators: {}, readers: {} }],
    ["count.example", { isOpen: false }],
    ["0.0.0.0", { access: createAccess() }],
    // Its tokens are not asked for: those of `access` are.
    ["0.0.0.0", { access: createAccess(), operators: TOKENS }],
  ])("may not listen on %s with %j, and says what to do", (host, options) => {
    expect(() => checkReach(host, options)).toThrow(
      expect.objectContaining({
        code: "bad-option",
        message: `host ${host} lets other machines in, and there is no token to ask them for: give operators, or isOpen where a proxy asks who they are`,
      }),
    );
  });
});

test.each<[string, ReachOptions]>([
  ["operators", { operators: TOKENS }],
  ["readers", { readers: TOKENS }],
  ["an access with tokens", { access: createAccess({ operators: TOKENS }) }],
  ["a proxy that asks", { isOpen: true }],
])("with %s a server may listen everywhere", (_, options) => {
  expect(() => checkReach("0.0.0.0", options)).not.toThrow();
});

test("an empty host is refused whoever asks", () => {
  expect(() => checkReach("", { isOpen: true })).toThrow("host is empty");
});
