// From an address to a change.
import { expect, test } from "vitest";
import {
  changeOf,
  deedOf,
  everyOf,
  faultOf,
} from "../../../../../src/dashboard/view/controls/draft.ts";
import { readChange } from "../../../../../src/server/schema.ts";

const made = (query: string) => changeOf(new URLSearchParams(query));

test.each([
  ["key=cart.add", { disable: ["cart.add"] }],
  ["key=cart.add&percent=", { disable: ["cart.add"] }],
  ["key=cart.add&percent=10", { disable: ["cart.add"], percent: 10 }],
  ["key=cart.add&percent=0.5", { disable: ["cart.add"], percent: 0.5 }],
  ["key=a&key=b&key=&key=a", { disable: ["a", "b"] }],
  ["key=a%0Ab", { disable: ["a\nb"] }],
  ["key=a&instance=i&instance=", { disable: ["a"], instances: ["i"] }],
  ["key=a&percent=5&instance=i", { disable: ["a"], percent: 5, instances: ["i"] }],
  ["key=a&app=shop&do=on&percent=5", { app: "shop", enable: ["a"] }],
  ["do=interval&every=10m", { interval_ms: 600_000 }],
  ["do=interval&every=10 m", { interval_ms: 600_000 }],
  ["do=interval&every=1.5h&app=shop", { app: "shop", interval_ms: 5_400_000 }],
  ["do=interval", { interval_ms: null }],
  ["do=interval&every=", { interval_ms: null }],
  ["do=stop", { stop: true }],
  ["do=__proto__&key=a", { disable: ["a"] }],
])("%s asks for %j, which the server understands", (query, change) => {
  expect(made(query)).toEqual(change);
  expect(readChange(change)).toEqual(change);
});

test.each([
  ["key=a&percent=many", "percent"],
  ["key=a&percent=250", "percent"],
  ["do=interval&every=m", "interval_ms"],
  ["do=interval&every=often", "interval_ms"],
  ["do=interval&every=1.5.2h", "interval_ms"],
  ["do=interval&every=5", "interval_ms"],
])("%s is refused by the server, which names the field %s", (query, field) => {
  const sent: unknown = JSON.parse(JSON.stringify(made(query)));
  let message = "";
  try {
    readChange(sent);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(faultOf(message)).toMatchObject({ field });
});

test.each([
  ["percent: must be a number from 0 to 100", "percent", "must be a number from 0 to 100"],
  ["disable[3]: must be a string", "disable", "must be a string"],
  ['app: nothing has come from "x" yet', "app", 'nothing has come from "x" yet'],
  ["the server cannot be reached", "", "the server cannot be reached"],
])("the refusal %j belongs to the field %j", (message, field, text) => {
  expect(faultOf(message)).toEqual({ field, text });
});

test.each([
  ["", "off"],
  ["do=on", "on"],
  ["do=interval", "interval"],
  ["do=stop", "stop"],
  ["do=constructor", "off"],
])("an address with %j wants %s", (query, deed) => {
  expect(deedOf(new URLSearchParams(query))).toBe(deed);
});

test.each([
  [1_000, "1s"],
  [1_500, "1.5s"],
  [90_000, "90s"],
  [600_000, "10m"],
  [3_600_000, "1h"],
  [172_800_000, "2d"],
])("an interval of %d ms is written %s, and read as that", (ms, text) => {
  expect(everyOf(ms)).toBe(text);
  expect(made(`do=interval&every=${text}`)).toEqual({ interval_ms: ms });
});
