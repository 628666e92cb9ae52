import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfigFile, readNamed } from "../../../src/cli/config-file.ts";
import { testFolder } from "../../support/folder.ts";

function file(name: string, text: string): string {
  const path = testFolder().path(name);
  writeFileSync(path, text);
  return path;
}

test("one that ends in .toml is TOML, any other JSON, and both say the same", () => {
  const toml = file(
    "tally.toml",
    `port = 9_000 # as shops have it
[statsd]
tags = ["env:test"]
[statsd.backends.graphite]
address = "10.0.0.1:2003"
[[statsd.filters]]
matchMetrics = ['regex:^a\\.']
dropMetric = true
`,
  );
  const json = file(
    "tally.conf",
    `{ "port": 9000, "statsd": { "tags": ["env:test"],
       "backends": { "graphite": { "address": "10.0.0.1:2003" } },
       "filters": [{ "matchMetrics": ["regex:^a\\\\."], "dropMetric": true }] } }`,
  );
  expect(readConfigFile("--config", toml)).toEqual(readConfigFile("--config", json));
  expect(readConfigFile("--config", toml)).toMatchObject({
    port: 9_000,
    statsd: { filters: [{}] },
  });
});

test.each([
  ["a.toml", 'port = 1\napiKey = "secret', "must be TOML: line 2, column"],
  ["a.toml", "port = 1\nport = 2", "must be TOML: line 2, column"],
  ["a.json", '{ "apiKey": "secret", }', "must be JSON"],
  ["a.json", "[]", "must hold an object"],
])("%s that holds %j is refused, and nothing of it is quoted", (name, text, why) => {
  const path = file(name, text);
  const read = () => readConfigFile("--config", path);
  expect(read).toThrow(`--config: ${path} ${why}`);
  expect(read).not.toThrow("secret");
});

test("a file that is not there is told with what named it", () => {
  const path = testFolder().path("none");
  const why = "TALLYBEACON_CONFIG names a file that cannot be read: ENOENT";
  expect(() => readConfigFile("TALLYBEACON_CONFIG", path)).toThrow(why);
  expect(() => readNamed("TALLYBEACON_CONFIG", path)).toThrow(why);
  expect(readNamed("it", file("a", "text\n"))).toBe("text\n");
});
