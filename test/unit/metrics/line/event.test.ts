// Events, as lines have them.
import { expect, test } from "vitest";
import { utf8 } from "../../../../src/core/utf8.ts";
import { readEvent } from "../../../../src/metrics/line/event.ts";
import { eventOf } from "../../../support/backend.ts";

const event = eventOf({ title: "a", text: "b" });

test.each([
  ["_e{1,1}:a|b", {}],
  ["_e{01,0001}:a|b|", {}],
  ["_e{0,0}:|", { title: "", text: "" }],
  ["_e{3,4}:日||c\\n", { title: "日", text: "|c\n" }],
  ["_e{2,2}:\\n|\\t", { title: "\\n", text: "\\t" }],
  [
    "_e{1,1}:a|b|d:5|h:x y|k:a,b:c|s:t|p:low|t:error|#x:y,,z|c:q|#v",
    {
      dateHappened: 5,
      source: "x y",
      aggregationKey: "a,b:c",
      sourceTypeName: "t",
      priority: "low",
      alertType: "error",
      tags: ["x:y", "z", "v"],
    },
  ],
  ["_e{1,1}:a|b|h:1|h:2|h:", {}],
  ["_e{1,1}:a|b|p:low|t:error|p:normal|t:info", {}],
  ["_e{1,1}:a|b|d:000123\0", { dateHappened: 123 }],
  ["_e{1,1}:a|b|d:9223372036854775807", { dateHappened: Number.MAX_SAFE_INTEGER }],
  ["_e{1,1}:a|b\0c", {}],
])("%j is read", (line, differs) => {
  expect(readEvent(utf8(line))).toEqual({ ...event, ...differs });
});

test.each([
  ["_", "invalid type"],
  ["_a:1|c", "invalid type"],
  ["_sc|x|0", "invalid type"],
  ["_e", "invalid format"],
  ["_e{1}:a|b", "invalid format"],
  ["_e{1,}:a|b", "invalid format"],
  ["_e{1, 1}:a|b", "invalid format"],
  ["_e{+1,1}:a|b", "invalid format"],
  ["_e{1;1}:a|b", "invalid format"],
  ["_e{1,1}a:b", "invalid format"],
  ["_e{1,1}:a:b", "invalid format"],
  ["_e{4294967296,1}:a|b", "overflow"],
  [`_e{1,${"9".repeat(1_000)}}:a|b`, "overflow"],
  ["_e{1,4294967295}:a|b", "not enough data"],
  ["_e{4294967295,1}:a|b", "not enough data"],
  ["_e{1,2}:a|b", "not enough data"],
  ["_e{0,0}:", "not enough data"],
  ["_e{1,1}:a|bc", "invalid event attributes"],
  ["_e{1,1}:a|b|h", "invalid format"],
  ["_e{1,1}:a|b|dx", "invalid format"],
  ["_e{1,1}:a|b|d:", "invalid format"],
  ["_e{1,1}:a|b|d:-1", "invalid format"],
  ["_e{1,1}:a|b|d:1 ", "invalid event attributes"],
  ["_e{1,1}:a|b|d:9223372036854775808", "overflow"],
  ["_e{1,1}:a|b|p:", "invalid event attributes"],
  ["_e{1,1}:a|b|p:LOW", "invalid event attributes"],
  ["_e{1,1}:a|b|t:bad", "invalid event attributes"],
  ["_e{1,1}:a|b|#a\0b", "invalid event attributes"],
])("%j is bad: %s", (line, complaint) => expect(readEvent(utf8(line))).toBe(complaint));
