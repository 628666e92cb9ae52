import { expect, test } from "vitest";
import { mediaOf } from "../../../../src/server/push/media.ts";

test.each([
  ["text/plain", "text/plain", {}],
  ["TEXT/PLAIN; VERSION=0.0.4", "text/plain", { version: "0.0.4" }],
  [
    " text/plain ;version=0.0.4 ; charset=UTF-8",
    "text/plain",
    { version: "0.0.4", charset: "UTF-8" },
  ],
  ["text/plain;", "text/plain", {}],
  ["text/plain; ", "text/plain", {}],
  ['text/plain; version="0.0.4"', "text/plain", { version: "0.0.4" }],
  ['text/plain; a="b;c=\\"d\\"\\\\"; e=f', "text/plain", { a: 'b;c="d"\\', e: "f" }],
  ['text/plain; a=""', "text/plain", { a: "" }],
  ["text/plain; version = 0.0.4", "text/plain", { version: "0.0.4" }],
  ["garbage", "garbage", {}],
])("%s is taken apart", (header, type, parameters) => {
  expect(mediaOf(header)).toEqual({ type, parameters: new Map(Object.entries(parameters)) });
});

test.each([
  "",
  ";",
  "text/plain, text/html",
  "text /plain",
  "text/plain;;",
  "text/plain; version",
  "text/plain; version=",
  "text/plain; =0.0.4",
  "text/plain version=0.0.4",
  "text/plain; version=0.0.4; version=0.0.4",
  "text/plain; version=0.0.4; VERSION=1.0.0",
  'text/plain; version="0.0.4',
  'text/plain; version="0.0.4" x',
  "text/plain; version=0.0.4, text/plain",
])("%s is malformed", (header) => {
  expect(mediaOf(header)).toBeUndefined();
});
