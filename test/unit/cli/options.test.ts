import { describe, expect, test } from "vitest";
import { help } from "../../../src/cli/help.ts";
import { OPTIONS, type Option, variableOf } from "../../../src/cli/options.ts";

const options = Object.entries<Option<unknown>>(OPTIONS);

test("no two options share a flag or a variable", () => {
  for (const names of [
    options.map(([, { flag }]) => flag),
    options.map(([, each]) => variableOf(each)),
  ]) {
    expect(new Set(names).size).toBe(names.length);
  }
});

test("secrets are no flags, as process lists show those", () => {
  const secrets = options.filter(([, { lines }]) => lines);
  expect(secrets.map(([key]) => key)).toEqual(["operators", "readers", "ingestKeys"]);
  for (const [, { flag, takes }] of secrets)
    expect([flag, takes]).toEqual([expect.stringMatching(/-file$/), "<file>"]);
});

describe.each(options)("%s", (key, option) => {
  test("is in the help, by flag, variable and key", () => {
    const line = help()
      .split("\n")
      .find((text) => new RegExp(`^  --${option.flag}[ (]`).test(text));
    const variable = variableOf(option) + (option.lines ? "[_FILE]" : "");
    expect(line).toContain(`(${variable}, ${key})`);
  });

  test("falls back to what its reader would take", () => {
    const { fallback, reader } = option;
    if (fallback !== undefined) expect(reader.json(fallback)).toEqual(fallback);
    else expect(option).not.toHaveProperty("fallback");
  });
});
