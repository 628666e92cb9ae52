import { expect, test } from "vitest";
import { groupingOf } from "../../../../src/server/push/grouping.ts";
import { HOME } from "../../../support/requests.ts";

const grouping = (path: string) => groupingOf(new Request(HOME + path).url);

test.each([
  ["/metrics/job/shop", [["job", "shop"]]],
  ["/metrics/job/shop/", [["job", "shop"]]],
  ["/metrics/job/shop?epoch=e&seq=1", [["job", "shop"]]],
  ["/any/prefix/metrics/job/shop", [["job", "shop"]]],
  ["/metrics/job@base64/c2hvcC9ldQ", [["job", "shop/eu"]]],
  ["/metrics/job%40base64/c2hvcC9ldQ==", [["job", "shop/eu"]]],
  ["/metrics/job/a%2Fb", [["job", "a/b"]]],
  [
    "/metrics/job/titan/name/%CE%A0%CF%81%CE%BF",
    [
      ["job", "titan"],
      ["name", "Προ"],
    ],
  ],
  [
    "/metrics/job/titan/name@base64/zqDPgc6_zrzOt864zrXPjc-C",
    [
      ["job", "titan"],
      ["name", "Προμηθεύς"],
    ],
  ],
  [
    "/metrics/job/x/first@base64/=/second/foobar",
    [
      ["job", "x"],
      ["first", ""],
      ["second", "foobar"],
    ],
  ],
  [
    "/metrics/job/x/z/1/a/2",
    [
      ["job", "x"],
      ["a", "2"],
      ["z", "1"],
    ],
  ],
  [
    "/metrics/job/x/metrics/job",
    [
      ["job", "x"],
      ["metrics", "job"],
    ],
  ],
])("%s names its group", (path, expected) => {
  expect(grouping(path)).toEqual(expected);
});

test.each([
  "/",
  "/metrics",
  "/metrics/job",
  "/anything?x=/metrics/job/shop",
  "/metrics/instance/a",
  "/v1/push",
])("%s names none", (path) => {
  expect(grouping(path)).toEqual([]);
});

test.each([
  ["/metrics/job/", "path: must be labels and their values in turn"],
  ["/metrics/job//a/b", "path: job has no value; an empty one is job@base64/="],
  ["/metrics/job@base64/=", "path: job must not be empty"],
  ["/metrics/job/x/region", "path: must be labels and their values in turn"],
  ["/metrics/job/x/region//a/b", "path: region has no value; an empty one is region@base64/="],
  ["/metrics/job/x/0a/b", 'path: "0a" is no label name'],
  ["/metrics/job/x/__a/b", 'path: "__a" is no label name'],
  ["/metrics/job/x/a%2Fb/c", 'path: "a/b" is no label name'],
  ["/metrics/job/x/a/1/a/2", "path: a is named twice"],
  ["/metrics/job/x/job/y", "path: job is named twice"],
  ["/metrics/job/x/a@base64/1/a/2", "path: a is not base64url of a text"],
  ["/metrics/job/x/a@base64/!!", "path: a is not base64url of a text"],
  ["/metrics/job/x/a@base64/_w", "path: a is not base64url of a text"],
  ["/metrics/job/%E0%A4%A", 'path: "%E0%A4%A" is badly escaped'],
])("%s is refused", (path, message) => {
  expect(() => grouping(path)).toThrow(expect.objectContaining({ code: "parse", message }));
});
