// Numbers, times and values as text.
import { describe, expect, test } from "vitest";
import {
  ago,
  brief,
  bucket,
  bytes,
  clockTime,
  fully,
  hintOf,
  measure,
  number,
  oneLine,
  plural,
  readable,
  share,
  span,
  when,
  wholeSpan,
} from "../../../../src/dashboard/text/format.ts";

/** The runner's own separators and zone, whatever they are. */
const whole = (value: number) => new Intl.NumberFormat().format(value);

describe("a number", () => {
  test("is written as the reader does, with two digits after the point", () => {
    expect([number(1_234_567), number(0.126)]).toEqual([whole(1_234_567), whole(0.13)]);
  });

  test("that may be small keeps six digits that count", () => {
    expect([measure(0.001_234_567_8), measure(3)]).toEqual([
      new Intl.NumberFormat(undefined, { maximumSignificantDigits: 6 }).format(0.001_234_57),
      "3",
    ]);
  });

  test("is exact up to five digits in a narrow place, and short beyond", () => {
    expect(brief(99_999)).toBe(whole(99_999));
    expect(brief(-99_999)).toBe(whole(-99_999));
    expect(brief(123_456_789).length).toBeLessThanOrEqual(7);
  });

  test("that would be a row of zeros is told by its power of ten", () => {
    const power = new Intl.NumberFormat(undefined, {
      notation: "scientific",
      maximumSignificantDigits: 6,
    });
    for (const value of [1e300, -1e15, 1.5e-12]) {
      expect([value, measure(value)]).toEqual([value, power.format(value)]);
    }
    expect(brief(1e300)).toBe(power.format(1e300));
    expect([measure(0), measure(999_999_999_999_999)]).toEqual(["0", whole(999_999_999_999_999)]);
  });

  test("that is a share is never called nothing when it is something", () => {
    const percent = new Intl.NumberFormat(undefined, {
      style: "percent",
      maximumFractionDigits: 1,
    });
    expect([share(0.125), share(0), share(0.000_01)]).toEqual([
      percent.format(0.125),
      percent.format(0),
      `<${percent.format(0.001)}`,
    ]);
  });

  test.for([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1 kB"],
    [999_499, "999 kB"],
    [999_999, "1 MB"],
    [1e12, "1 TB"],
  ] as const)("of %i bytes reads %s", ([count, text]) => {
    expect(bytes(count)).toBe(text);
  });

  test("of bytes keeps three digits", () => {
    expect(bytes(1_234_567)).toBe(`${whole(1.23)} MB`);
  });
});

describe("an interval", () => {
  test.for([
    [90_000, "90 s"],
    [5_400_000, "90 min"],
    [3_600_000, "1 h"],
    [86_400_000, "1 d"],
    [1_500, "1.5 s"],
  ] as const)("of %i ms is exactly %s", ([ms, text]) => {
    expect(wholeSpan(ms)).toBe(text.replace("1.5", number(1.5)));
  });
});

describe("a span", () => {
  test.for([
    [-5, "0 s"],
    [1_400, "1 s"],
    [59_000, "59 s"],
    [60_000, "1 min"],
    [3_600_000, "1 h"],
    [86_400_000, "24 h"],
    [172_800_000, "2 d"],
  ] as const)("of %i ms reads %s", ([ms, text]) => {
    expect(span(ms)).toBe(text);
  });

  test("that has just passed is now, and so is one that a fast clock puts ahead", () => {
    expect([ago(1_000, 2_500), ago(9_000, 1_000), ago(1_000, 4_000)]).toEqual([
      "now",
      "now",
      "3 s ago",
    ]);
  });
});

describe("a time", () => {
  const noon = new Date(2026, 10, 30, 12, 34, 56).getTime();

  test("is told in the reader's zone, as exactly as there is room", () => {
    expect(clockTime(noon)).toContain("34");
    expect(clockTime(noon)).toContain("56");
    expect(when(noon)).toContain("30");
    expect(fully(noon)).toContain("2026");
  });

  test("of a bucket is its start and its end, with the day where the stretch spans several", () => {
    const ts = new Date(2026, 10, 30, 12, 30, 0).getTime() / 1000;
    expect(bucket(ts, 300, false)).toMatch(/30.*35/);
    expect(bucket(ts, 300, true)).toMatch(/30.*30.*35/);
    expect(bucket(ts, 10, false)).toMatch(/00.*10/);
  });

  test("of a bucket of a day is that day of UTC, and of several its first and its last", () => {
    const ts = Date.UTC(2026, 10, 30) / 1000;
    const day = (of: number) =>
      new Intl.DateTimeFormat(undefined, {
        ...{ day: "numeric", month: "short", timeZone: "UTC" },
      } as const).format(of * 1000);
    expect(bucket(ts, 86_400, true)).toBe(day(ts));
    const two = bucket(ts, 2 * 86_400, true);
    expect(two).not.toBe(day(ts));
    expect(two).toMatch(/30.*1/);
  });
});

describe("text of a client", () => {
  test.for([
    ["page.view", "page.view"],
    ["", "(empty)"],
    ["a\nb\u0000c\u009bd", "a·b·c·d"],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["قهوة ☕ 🧋", "قهوة ☕ 🧋"],
  ] as const)("%j becomes the line %j", ([text, line]) => {
    expect(oneLine(text)).toBe(line);
  });

  test("is cut where it is too long", () => {
    expect(oneLine("x".repeat(2_000))).toBe(`${"x".repeat(160)}…`);
    expect(oneLine("abc", 2)).toBe("ab…");
  });

  test("is hinted at no longer than it can be read", () => {
    expect(hintOf("a\nb")).toBe("a\nb");
    expect(hintOf("x".repeat(60_000))).toHaveLength(400);
  });
});

test.for([
  ["filter", "filter"],
  ["1440×900", "1440×900"],
  ["200", '"200"'],
  [200, "200"],
  ["-1.5e3", '"-1.5e3"'],
  ["true", '"true"'],
  [true, "true"],
  ["null", '"null"'],
  [null, "null"],
  [{ a: [1] }, '{"a":[1]}'],
] as const)("the value %j reads %s, like no other value", ([value, text]) => {
  expect(readable(value)).toBe(text);
});

test("one is not several", () => {
  expect([plural(1, "key"), plural(0, "key"), plural(2, "key")]).toEqual([
    "1 key",
    "0 keys",
    "2 keys",
  ]);
});
