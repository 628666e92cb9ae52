// Whose update it is.
import { describe, expect, test } from "vitest";
import { MAX_INSTANCE_ID_CHARS } from "../../../../src/core/limits.ts";
import {
  instanceIn,
  instanceOf,
  untold,
  withInstance,
} from "../../../../src/workers/telemetry/instance-of.ts";
import { HOME } from "../../../support/requests.ts";

const NAME = "x-tallybeacon-instance";
const deep = (open: string, close: string) =>
  `{"data":${open.repeat(50_000)}1${close.repeat(50_000)},"instance_id":"a"}`;

describe("an update names its instance", () => {
  test.each([
    ["first", '{"instance_id":"a","seq":1}', "a"],
    ["after blanks", ' \t\r\n{ \n"instance_id" : "a" }', "a"],
    ["last", '{"seq":1,"instance_id":"a"}', "a"],
    ["as nothing", '{"instance_id":""}', ""],
    ["by an escape", '{"instance_id":"\\u0061\\n"}', "a\n"],
    ["with a quote in it", '{"instance_id":"a\\"b"}', 'a"b'],
    ["in an escaped member", '{"\\u0069nstance_id":"a"}', "a"],
    ["twice, of which the last counts", '{"instance_id":"a","instance_id":"b"}', "b"],
    ["twice, the last escaped", '{"instance_id":"a","\\u0069nstance_id":"b"}', "b"],
    ["twice, with blanks between", '{"instance_id":"a","instance_id" \n:\n"b"}', "b"],
    ["and so do its data", '{"instance_id":"a","data":{"instance_id":"b"}}', "a"],
    ["after data that do", '{"data":{"instance_id":"b"},"instance_id":"a"}', "a"],
    [
      "and a text speaks of it",
      '{"instance_id":"a","data":{"k":"\\"instance_id\\":\\"b\\""}}',
      "a",
    ],
    ["with half a character", '{"instance_id":"\\ud800"}', "\ud800"],
    ["beyond ASCII", '{"instance_id":"größe 🍇"}', "größe 🍇"],
    ["beside a prototype", '{"__proto__":{"instance_id":"b"},"instance_id":"a"}', "a"],
    ["after a deep list", deep("[", "]"), "a"],
    ["after a deep object", deep('{"a":', "}"), "a"],
  ])("%s", (_, text, instance) => {
    expect(instanceIn(text)).toBe(instance);
    expect((JSON.parse(text) as { instance_id: string }).instance_id).toBe(instance);
  });

  test.each([
    ["what is empty", ""],
    ["what is no JSON", "instance_id"],
    ["null", "null"],
    ["a number", "1"],
    ["text", '"instance_id"'],
    ["a list", '["instance_id","a"]'],
    ["an object without it", "{}"],
    ["a number for it", '{"instance_id":1}'],
    ["nothing for it", '{"instance_id":null}'],
    ["its prototype's", '{"__proto__":{"instance_id":"b"}}'],
    ["two of which the last is none", '{"instance_id":"a","instance_id":1}'],
    [
      "one that is too long",
      JSON.stringify({ instance_id: "x".repeat(MAX_INSTANCE_ID_CHARS + 1) }),
    ],
    ["half an update with two", '{"instance_id":"a","instance_id":"b"'],
  ])("but not %s", (_, text) => {
    expect(instanceIn(text)).toBeUndefined();
  });
});

describe("the front tells the objects whose it is", () => {
  test.each([
    ["a"],
    [""],
    ["größe 🍇"],
    ["a\r\nb: c"],
    ["%41"],
    ["x".repeat(MAX_INSTANCE_ID_CHARS)],
  ])("'%s'", (instance) => {
    const headers = withInstance(new Headers({ [NAME]: "made up", accept: "*/*" }), instance);
    expect(instanceOf(headers)).toBe(instance);
    expect(headers.get("accept")).toBe("*/*");
  });

  test.each([
    ["none", undefined],
    ["half a character", "a\ud800"],
    ["one that is too long", "x".repeat(MAX_INSTANCE_ID_CHARS + 1)],
  ])("but not %s, and what was made up is gone all the same", (_, instance) => {
    const headers = withInstance(new Headers({ [NAME]: "made up" }), instance);
    expect(headers.has(NAME)).toBe(false);
    expect(instanceOf(headers)).toBeUndefined();
  });

  test("and what is no such text tells nothing", () => {
    expect(instanceOf(new Headers({ [NAME]: "%ff" }))).toBeUndefined();
  });
});

describe("where nobody tells", () => {
  test("a request stays as it is", () => {
    const request = new Request(HOME, { method: "POST", body: "b" });
    expect(untold(request)).toBe(request);
  });

  test("what was made up is taken away", async () => {
    const headers = { [NAME]: "a", accept: "text/plain" };
    const found = untold(
      new Request(`${HOME}/v1/update?a=1`, { method: "POST", body: "b", headers }),
    );
    expect([found.url, found.method, await found.text()]).toEqual([
      `${HOME}/v1/update?a=1`,
      "POST",
      "b",
    ]);
    expect([found.headers.get(NAME), found.headers.get("accept")]).toEqual([null, "text/plain"]);
  });
});
