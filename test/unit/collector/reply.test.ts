// Reading what a server answered.
import { describe, expect, test } from "vitest";
import { readReply, wantedMs } from "../../../src/collector/reply.ts";
import { MAX_REPLY_CHARS } from "../../../src/core/limits.ts";
import type { Answer } from "../../../src/core/ports.ts";

const answer = (body: string, more: Partial<Answer> = {}): Answer => ({
  status: 200,
  contentType: "application/json",
  retryAfter: null,
  body,
  ...more,
});

describe("a reply is", () => {
  const whole = {
    next_update: 14_400_000_000_000,
    stop: true,
    error: "e",
    disable_keys: ["a"],
    enable_keys: [],
    ack: 7,
  };
  test.for<[string, object]>([
    [JSON.stringify(whole), whole],
    ["{}", {}],
    [" \n{ } ", {}],
    ["null", {}],
    ['{"Next_Update":1,"STOP":false}', { next_update: 1, stop: false }],
    ['{"next_update":null,"disable_keys":null,"ack":null}', {}],
    ['{"motd":{"any":[1]}}', { motd: { any: [1] } }],
    ['{"next_update":-5}', { next_update: -5 }],
    ['{"next_update":9223372036854774784}', { next_update: 2 ** 63 - 1024 }],
  ])("%s", ([body, reply]) => {
    expect(readReply(answer(body))).toEqual(reply);
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
    ['{"stop":true,"ack":[]}'],
  ])("%s", ([body = ""]) => {
    expect(readReply(answer(body))).toBeUndefined();
  });

  test("one that is too long", () => {
    const body = `{"error":"${"x".repeat(MAX_REPLY_CHARS)}"}`;
    expect(readReply(answer(body))).toBeUndefined();
  });
});

describe("as a media type", () => {
  test.for<[string | null, boolean]>([
    ["application/json", true],
    ["Application/JSON; charset=utf-8", true],
    ["application/json ;charset=utf-8", true],
    ["application/problem+json", true],
    ["text/json", true],
    ["text/plain", false],
    ["text/html; x=json", false],
    ["application/jsonp", false],
    ["application/x-ndjson", false],
    ["", false],
    [null, false],
  ])("%j is JSON: %j", ([contentType, isJson]) => {
    expect(readReply(answer("{}", { contentType })) !== undefined).toBe(isJson);
  });

  test.for([300, 304, 399])("none is needed with a %i", (status) => {
    expect(readReply(answer("{}", { status, contentType: null }))).toEqual({});
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

test("no reply wants nothing", () => {
  expect(wantedMs(undefined)).toBeUndefined();
});
