// What a report is answered.
import { describe, expect, test } from "vitest";
import { readReply } from "../../../src/report/reply.ts";
import { LOCAL } from "../../support/reports.ts";

const EMPTY = { ...LOCAL, latest_version: "" };

describe("reads", () => {
  test.for<[string, string, object]>([
    ["nothing as no news", "", LOCAL],
    ["an empty object", "{}", EMPTY],
    ["null", "null", EMPTY],
    ["space around it", ' \n{"hard_limit":true}\t', { ...EMPTY, hard_limit: true }],
    [
      "every member",
      '{"application":"a","latest_version":"2","notices":[{"Level":null},"x",1],"hard_limit":true,"disable_scout":true}',
      {
        application: "a",
        latest_version: "2",
        notices: [{ Level: null }, "x", 1],
        hard_limit: true,
        disable_scout: true,
      },
    ],
    ["names in any case", '{"Latest_VERSION":"2"}', { ...EMPTY, latest_version: "2" }],
    [
      "the last of two",
      '{"latest_version":"1","LATEST_VERSION":"2"}',
      { ...EMPTY, latest_version: "2" },
    ],
    ["null as absent", '{"application":null,"notices":null,"hard_limit":null}', EMPTY],
    ["no unknown member", '{"extra":1,"constructor":{},"__proto__":[],"toString":0}', EMPTY],
  ])("%s", ([, text, reply]) => {
    expect(readReply(text, "1.2.3")).toEqual([reply, ""]);
  });
});

describe("finds fault with", () => {
  test.for<[string, string, unknown]>([
    ["blank text", " \n", "not an object"],
    ["HTML", "<html>", expect.any(SyntaxError)],
    ["a list", '[{"disable_scout":true}]', "not an object"],
    ["a text", '"null"', "not an object"],
    ["a number", "1", "not an object"],
    ["a truth", "true", "not an object"],
    ["what follows", "{} {}", expect.any(SyntaxError)],
    ["half an object", '{"latest_version":', expect.any(SyntaxError)],
    ["a number for a text", '{"latest_version":9}', "latest_version"],
    ["an object for a list", '{"notices":{"constructor":[]}}', "notices"],
    ["a text for a truth", '{"hard_limit":"true"}', "hard_limit"],
    ["a list for a text", '{"application":["a"]}', "application"],
  ])("%s", ([, text, fault]) => {
    const [reply, found] = readReply(text, "1.2.3");
    expect(reply).toEqual(EMPTY);
    if (text.trim()) expect(found).toEqual(fault);
    else expect(found).toBeTruthy();
  });
});

test("reads what is right beside what is wrong", () => {
  const text = '{"latest_version":9,"disable_scout":true,"application":"a"}';
  const reply = { ...EMPTY, application: "a", disable_scout: true };
  expect(readReply(text, "1.2.3")).toEqual([reply, "latest_version"]);
});

test("takes nothing but true for a wish to hear nothing", () => {
  for (const value of [1, '"true"', "[true]", '{"a":true}']) {
    const [reply] = readReply(`{"disable_scout":${value}}`, "1.2.3");
    expect(reply.disable_scout).toBe(false);
  }
});
