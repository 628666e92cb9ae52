import { describe, expect, test } from "vitest";
import {
  choice,
  filled,
  listOf,
  network,
  origin,
  type Reader,
  whole,
  words,
  yesOrNo,
} from "../../../../src/server/setting/reader.ts";

const READERS: Readonly<Record<string, Reader<unknown>>> = {
  number: whole(0, 100),
  seconds: whole(1, 3_600, 1_000),
  text: words(() => {}),
  filled: filled("write something"),
  choice: choice("text", "json"),
  yesOrNo,
  list: listOf(origin),
  networks: listOf(network),
};
const read = (name: string): Reader<unknown> => READERS[name] as Reader<unknown>;

describe("text of a flag or a variable", () => {
  test.each<[string, string, unknown]>([
    ["number", "0", 0],
    ["number", "100", 100],
    ["seconds", "60", 60_000],
    ["text", "", ""],
    ["filled", "a", "a"],
    ["choice", "json", "json"],
    ["yesOrNo", "true", true],
    ["yesOrNo", "0", false],
    [
      "list",
      "https://a.example, http://b.example:8080",
      ["https://a.example", "http://b.example:8080"],
    ],
    ["list", "*", ["*"]],
    ["networks", "10.0.0.0/8,::1,fd00::/8", ["10.0.0.0/8", "::1", "fd00::/8"]],
  ])("%s %j is %j", (name, text, value) => {
    expect(read(name).text(text)).toEqual(value);
  });

  test.each([
    ["number", "101", "must be a whole number from 0 to 100: 101"],
    ["number", "-1", "must be a whole number from 0 to 100: -1"],
    ["number", "1.5", "must be a whole number from 0 to 100: 1.5"],
    ["number", "", "must be a whole number from 0 to 100: "],
    ["seconds", "0", "must be a whole number from 1 to 3600: 0"],
    ["filled", "", "is empty: write something"],
    ["choice", "xml", "must be text or json: xml"],
    ["yesOrNo", "yes", "must be true or false: yes"],
    ["list", "shop.example", "must be like https://shop.example.com, without a path: shop.example"],
    ["list", "https://a.example,", "must be like https://shop.example.com, without a path: "],
    ["networks", "10.0.0.0/33", "such as 10.0.0.0/8: 10.0.0.0/33"],
    ["networks", "::1/129", "such as 10.0.0.0/8: ::1/129"],
    ["networks", "10.0.0.0/8/8", "such as 10.0.0.0/8: 10.0.0.0/8/8"],
    ["networks", "fe80::1%eth0", "such as 10.0.0.0/8: fe80::1%eth0"],
    ["networks", "proxy.example", "such as 10.0.0.0/8: proxy.example"],
  ])("%s %j is refused: %s", (name, text, why) => {
    expect(() => read(name).text(text)).toThrow(why);
  });
});

describe("JSON of a config file", () => {
  test.each<[string, unknown]>([
    ["number", 100],
    ["seconds", 1_500],
    ["text", "a"],
    ["choice", "text"],
    ["yesOrNo", false],
    ["list", ["https://a.example"]],
    ["list", []],
  ])("%s %j is as it is", (name, value) => {
    expect(read(name).json(value)).toEqual(value);
  });

  test.each<[string, unknown, string]>([
    ["number", "8787", 'must be a whole number from 0 to 100: "8787"'],
    ["number", 0.5, "must be a whole number from 0 to 100: 0.5"],
    ["seconds", 999, "must be a whole number from 1000 to 3600000: 999"],
    ["text", 1, "must be text: 1"],
    ["choice", null, "must be text: null"],
    ["choice", "xml", "must be text or json: xml"],
    ["yesOrNo", "true", 'must be true or false: "true"'],
    ["list", "https://a.example", 'must be a list in brackets: "https://a.example"'],
    ["list", [1], "must be text: 1"],
  ])("%s %j is refused: %s", (name, value, why) => {
    expect(() => read(name).json(value)).toThrow(why);
  });
});
