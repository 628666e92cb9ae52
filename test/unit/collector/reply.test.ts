// Reading what a server answered.
import { describe, expect, test } from "vitest";
import { readReply, wantedMs } from "../../../src/collector/reply.ts";
import { MAX_REPLY_CHARS } from "../../../src/core/limits.ts";
import type { Reply } from "../../../src/core/update.ts";

const NAMES = [
  "next_update",
  "stop",
  "error",
  "disable_keys",
  "enable_keys",
  "ack",
  "version",
  "now",
  "receipt",
] as const;
const JSON_TYPE = "application/json";
/** What is read of an answer that was fine, and says that it is JSON. */
const read = (body: string) => readReply(200, JSON_TYPE, body);
/** What a reply says, under the names that anybody reads. */
const said = (reply: Partial<Reply>) =>
  Object.fromEntries(
    NAMES.map((name) => [name, reply[name]]).filter(([, value]) => value !== undefined),
  );

describe("a reply is", () => {
  const whole = {
    next_update: 14_400_000_000_000,
    stop: true,
    error: "e",
    disable_keys: ["a"],
    enable_keys: [],
    ack: 7,
    version: 1_700_000_000_000,
    now: 1_795_248_000_000,
    receipt: "r",
  };
  test.for<[string, object]>([
    [JSON.stringify(whole), whole],
    ["{}", {}],
    [" \n{ } ", {}],
    ["null", {}],
    ['{"Next_Update":1,"STOP":false}', { next_update: 1, stop: false }],
    ['{"motd":{"any":[1]}}', {}],
    ['{"next_update":-5}', { next_update: -5 }],
    ['{"next_update":9223372036854774784}', { next_update: 2 ** 63 - 1024 }],
    ['{"next_update":null,"disable_keys":null,"ack":null}', {}],
    ['{"NEXT_UPDATE":null,"Disable_Keys":null,"STOP":null}', {}],
  ])("%s", ([body, reply]) => {
    expect(said(read(body) ?? expect.fail("no reply"))).toEqual(reply);
  });
});

describe("no reply is", () => {
  test.for([
    [""],
    ["[]"],
    ["7"],
    ['"text"'],
    ["true"],
    ["nullish"],
    ["<html>"],
    ['{"next_update":'],
    ['\ufeff{"stop":true}'],
    ['{"next_update":"5"}'],
    ['{"next_update":1.5}'],
    ['{"next_update":1e30}'],
    ['{"stop":1}'],
    ['{"stop":"true"}'],
    ['{"error":{}}'],
    ['{"disable_keys":"a"}'],
    ['{"disable_keys":{}}'],
    ['{"disable_keys":["a",1]}'],
    ['{"enable_keys":[null]}'],
    ['{"ack":"1"}'],
    ['{"ack":0.5}'],
    ['{"version":"1"}'],
    ['{"version":0.5}'],
    ['{"now":"2026-11-21T08:00:00Z"}'],
    ['{"now":1795248000000.5}'],
    ['{"NOW":"soon"}'],
    ['{"stop":true,"ack":[]}'],
  ])("%s", ([body = ""]) => {
    expect(read(body)).toBeUndefined();
  });

  test("one that is too long", () => {
    const body = `{"error":"${"x".repeat(MAX_REPLY_CHARS)}"}`;
    expect(read(body)).toBeUndefined();
  });
});

describe("as a media type", () => {
  test.for<[string | null, boolean]>([
    ["application/json", true],
    ["application/json; charset=utf-8", true],
    ["application/json ;charset=utf-8", true],
    ["application/problem+json", true],
    ["text/json", true],
    ["application/x-ndjson", true],
    ["text/html; x=json", true],
    ["Application/JSON; charset=utf-8", false],
    ["text/plain", false],
    ["text/html", false],
    ["", false],
    [null, false],
  ])("%j is JSON: %j", ([contentType, isJson]) => {
    expect(readReply(200, contentType, "{}") !== undefined).toBe(isJson);
  });

  test.for([300, 304, 399])("none is needed with a %i", (status) => {
    expect(readReply(status, null, "{}")).toEqual({});
  });
});

test.for<[number | undefined, number | undefined]>([
  [2_592_000_000_000_000, 2_592_000_000],
  [1_000_000_000, 1_000],
  [999_999_999, undefined],
  [0, undefined],
  [-1, undefined],
  [undefined, undefined],
])("next_update %s means %s ms", ([nanoseconds, ms]) => {
  expect(wantedMs(nanoseconds === undefined ? {} : { next_update: nanoseconds })).toBe(ms);
});
