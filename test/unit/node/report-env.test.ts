// What the environment says of reports.
import { describe, expect, test } from "vitest";
import { METRITON_ENDPOINT } from "../../../src/core/report.ts";
import { endpointFromEnv, isOptedOut } from "../../../src/node/report-env.ts";

describe("a user", () => {
  test.for<[string, string | undefined, boolean]>([
    ["SCOUT_DISABLE", undefined, false],
    ["SCOUT_DISABLE", "", false],
    ["SCOUT_DISABLE", " ", true],
    ["SCOUT_DISABLE", "0", false],
    ["SCOUT_DISABLE", "False", false],
    ["SCOUT_DISABLE", " NO ", false],
    ["SCOUT_DISABLE", "off", false],
    ["SCOUT_DISABLE", "1", true],
    ["SCOUT_DISABLE", "true", true],
    ["SCOUT_DISABLE", "00", true],
    ["SCOUT_DISABLE", "please", true],
    ["DO_NOT_TRACK", "1", true],
    ["DO_NOT_TRACK", "0", false],
    ["TRAVIS_REPO_SLUG", "datawire/ambassador", true],
    ["TRAVIS_REPO_SLUG", "Datawire/ambassador", false],
    ["TRAVIS_REPO_SLUG", "other/datawire/", false],
  ])("with %s=%s has opted out: %s", ([name, value, isOut]) => {
    expect(isOptedOut({ [name]: value })).toBe(isOut);
  });

  test("who says yes once and no once has opted out", () => {
    expect(isOptedOut({ SCOUT_DISABLE: "0", DO_NOT_TRACK: "1" })).toBe(true);
  });

  test("is asked at each call", () => {
    const before = process.env["SCOUT_DISABLE"];
    process.env["SCOUT_DISABLE"] = "yes";
    expect(isOptedOut()).toBe(true);
    process.env["SCOUT_DISABLE"] = "no";
    expect(isOptedOut({ ...process.env, DO_NOT_TRACK: "" })).toBe(false);
    if (before === undefined) delete process.env["SCOUT_DISABLE"];
    else process.env["SCOUT_DISABLE"] = before;
  });
});

describe("the endpoint of", () => {
  test.for<[Record<string, string>, string]>([
    [{}, METRITON_ENDPOINT],
    [{ SCOUT_HOST: " ", SCOUT_HTTPS: "" }, METRITON_ENDPOINT],
    [{ SCOUT_HOST: "example.com:8080" }, "https://example.com:8080/scout"],
    [{ SCOUT_HOST: "EXAMPLE.com", SCOUT_HTTPS: "0" }, "http://EXAMPLE.com/scout"],
    [{ SCOUT_HOST: "a", SCOUT_HTTPS: "F" }, "http://a/scout"],
    [{ SCOUT_HOST: "a", SCOUT_HTTPS: "false" }, "http://a/scout"],
    [{ SCOUT_HOST: "a", SCOUT_HTTPS: "yes" }, "https://a/scout"],
    [{ SCOUT_HOST: "a", SCOUT_HTTPS: "2" }, "https://a/scout"],
  ])("%j is %s", ([env, endpoint]) => {
    expect(endpointFromEnv(env)).toBe(endpoint);
  });

  test("this process is that of its environment", () => {
    expect(endpointFromEnv()).toBe(endpointFromEnv(process.env));
  });
});
