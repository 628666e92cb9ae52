// The request behind a panel, for a terminal.
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { pathOf } from "../../../../src/client/path-of.ts";
import { curlOf } from "../../../../src/dashboard/text/curl.ts";

const BASE = new URL("https://tally.example/below/");

describe("a curl command", () => {
  test("asks below the server's path, without a token where none is wanted", () => {
    expect(curlOf(BASE, "keys?range=1h", true)).toBe(
      "curl 'https://tally.example/below/keys?range=1h'",
    );
  });

  test("has a place for the token where one is", () => {
    expect(curlOf(BASE, "keys", false)).toBe(
      "curl -H \"authorization: Bearer $TALLYBEACON_TOKEN\" 'https://tally.example/below/keys'",
    );
  });

  test.for(["'; touch x; '", "$(touch x)`touch x`", "\\'\n\"{1..3}[a-b]*", "قهوة"])(
    "is one address to a shell, though the key be %j",
    (key) => {
      const command = curlOf(BASE, pathOf("series", { key }), true);
      const said = execFileSync("sh", ["-c", command.replace(/^curl/, "printf '<%s>'")]);
      const [, address = ""] = /^<([^<>]*)>$/.exec(said.toString()) ?? [];
      expect(new URL(address).searchParams.get("key")).toBe(key);
      // curl would make several of them.
      expect(address).not.toMatch(/[{}[\]]/);
    },
  );
});
