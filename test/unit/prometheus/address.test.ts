import { expect, test } from "vitest";
import { addressOf, type PushTarget } from "../../../src/prometheus/address.ts";
import { groupingOf } from "../../../src/server/push/grouping.ts";

const url = "https://push.example.com";
const job = "shop";

test.each<[string, PushTarget, string]>([
  ["a job", { url, job }, "/metrics/job/shop"],
  ["a URL", { url: new URL(url), job }, "/metrics/job/shop"],
  ["a prefix", { url: `${url}/gate/`, job }, "/gate/metrics/job/shop"],
  ["a query", { url: `${url}?key=a?b`, job }, "/metrics/job/shop?key=a?b"],
  [
    "labels in their order",
    { url, job, grouping: { region: "eu", instance: "a:1" } },
    "/metrics/job/shop/region/eu/instance/a%3A1",
  ],
  ["what is odd", { url, job: "a b?#%ü" }, "/metrics/job/a%20b%3F%23%25%C3%BC"],
  [
    "a slash",
    { url, job, grouping: { path: "/var/tmp" } },
    "/metrics/job/shop/path@base64/L3Zhci90bXA",
  ],
  ["a job with a slash", { url, job: "a/b?>" }, "/metrics/job@base64/YS9iPz4"],
  ["what base64 has other signs for", { url, job: "/~~~???" }, "/metrics/job@base64/L35-fj8_Pw"],
  ["an empty value", { url, job, grouping: { zone: "" } }, "/metrics/job/shop/zone@base64/="],
  [
    "dots that paths lose",
    { url, job, grouping: { a: ".", b: ".." } },
    "/metrics/job/shop/a@base64/Lg/b@base64/Li4",
  ],
  ["other dots", { url, job: "..." }, "/metrics/job/..."],
  ["half a character", { url, job: "a\ud800" }, "/metrics/job@base64/Ye-_vQ"],
  ["numbers", { url, job, epoch: "a&b", seq: 7 }, "/metrics/job/shop?epoch=a%26b&seq=7"],
  [
    "numbers behind a query",
    { url: `${url}/?key=k`, job, epoch: "e", seq: 1 },
    "/metrics/job/shop?key=k&epoch=e&seq=1",
  ],
  ["no job", { url: `${url}/metrics/job/influxdb/` }, "/metrics/job/influxdb/"],
  ["no job, and numbers", { url: `${url}/p`, epoch: "e", seq: 1 }, "/p?epoch=e&seq=1"],
])("%s has its place in an address", (_, target, expected) => {
  expect(addressOf(target)).toBe(url + expected);
});

test("a page's own server needs no origin", () => {
  expect(addressOf({ url: "/gate", job })).toBe("/gate/metrics/job/shop");
});

test.each([
  [{ job: "" }, "job: must be given with a grouping, and not be empty"],
  [{ grouping: { region: "eu" } }, "job: must be given with a grouping, and not be empty"],
  [{ job, grouping: { "0a": "b" } }, 'grouping: "0a" is no label of a group'],
  [{ job, grouping: { "a/b": "c" } }, 'grouping: "a/b" is no label of a group'],
  [{ job, grouping: { __name__: "b" } }, 'grouping: "__name__" is no label of a group'],
  [{ job, grouping: { job: "other" } }, 'grouping: "job" is no label of a group'],
])("%j is refused", (target, message) => {
  expect(() => addressOf({ url, ...target })).toThrow(
    expect.objectContaining({ code: "bad-option", message }),
  );
});

test.each([
  "shop",
  "",
  ".",
  "..",
  "/",
  "a/b",
  "%2F",
  "größe 🎉",
  "a@base64",
  "+ &=?#",
  "\0",
  "\ufeffa",
])("the server reads %j as it was", (value) => {
  const grouping = { region: value, zone: value };
  const address = addressOf({ url, job: value || "x", grouping });
  expect(groupingOf(new Request(address).url)).toEqual([
    ["job", value || "x"],
    ["region", value],
    ["zone", value],
  ]);
});
