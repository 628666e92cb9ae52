// Each format gives back what it can hold, and whatever else comes is refused, in time.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../src/core/errors.ts";
import type {
  FamilyMetric,
  FamilyType,
  Format,
  Labels,
  MetricFamily,
} from "../../src/core/family.ts";
import { utf8 } from "../../src/core/utf8.ts";
import { json } from "../../src/prometheus/json.ts";
import { openMetrics } from "../../src/prometheus/open-metrics.ts";
import { protobuf } from "../../src/prometheus/protobuf.ts";
import { text } from "../../src/prometheus/text.ts";

const FORMATS = { text, openMetrics, protobuf, json };

/** What a format cannot hold. */
interface Without {
  readonly specials?: boolean;
  readonly negativeZero?: boolean;
  /** A histogram without +Inf, a family without metrics or type, a help that begins with a blank, a label twice. */
  readonly loose?: boolean;
  /** A time that is no double once it is in seconds. */
  readonly farTimes?: boolean;
  /** A counter that is not called `_total`. */
  readonly bareCounters?: boolean;
}

function families(without: Without): fc.Arbitrary<MetricFamily[]> {
  const strict = without.loose === true;
  const any = fc.double({
    noNaN: without.specials === true,
    noDefaultInfinity: without.specials === true,
  });
  const number = without.negativeZero ? any.map((value) => value + 0) : any;
  const bound = fc
    .double({ noNaN: true, noDefaultInfinity: without.specials === true })
    .map((value) => (without.negativeZero ? value + 0 : value));
  const count = fc.oneof(fc.maxSafeNat(), fc.constantFrom(2 ** 63, 2 ** 64 - 2 ** 11));
  const time = without.farTimes ? fc.integer({ min: -1e15, max: 1e15 }) : fc.maxSafeInteger();
  const string = fc.string({ unit: "binary" });

  const labelName = fc
    .stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,5}$/)
    .filter((name) => !["le", "quantile", "__name__"].includes(name));
  const label = fc.tuple(labelName, string);
  const labels: fc.Arbitrary<Labels> = strict
    ? fc.uniqueArray(label, { selector: ([name]) => name, maxLength: 4 })
    : fc.array(label, { maxLength: 4 });

  const quantiles = fc.array(fc.record({ quantile: bound, value: number }), { maxLength: 4 });
  const buckets = fc.uniqueArray(fc.record({ upperBound: bound, count }), {
    selector: ({ upperBound }) => upperBound,
    maxLength: 4,
  });
  const closed = buckets.map((found) => [
    ...found.filter(({ upperBound }) => upperBound !== Infinity),
    { upperBound: Infinity, count: 7 },
  ]);
  const held: Record<string, fc.Arbitrary<FamilyMetric>> = {
    summary: fc.record({ count, sum: number, quantiles }).map((summary) => ({ summary })),
    histogram: fc
      .record({ count, sum: number, buckets: strict ? closed : buckets })
      .map((histogram) => ({ histogram })),
  };
  const metricOf = (type: FamilyType) =>
    fc
      .tuple(
        labels,
        fc.option(time, { nil: undefined }),
        held[type] ?? number.map((value) => ({ value })),
      )
      .map(
        ([found, timestampMs, value]): FamilyMetric => ({
          ...(found.length > 0 && { labels: found }),
          ...value,
          ...(timestampMs !== undefined && { timestampMs }),
        }),
      );
  const inOrder = ({ labels: found = [] }: FamilyMetric) => JSON.stringify([...found].sort());

  // Not called as the sample of another.
  const base = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9:]{0,6}$/);
  const help = fc.option(strict ? string.filter((found) => /^[^ \t]/s.test(found)) : string, {
    nil: undefined,
  });
  const type = fc.constantFrom<FamilyType>("counter", "gauge", "summary", "untyped", "histogram");
  const family = fc.tuple(base, help, type).chain(([name, found, of]) => {
    const size = { minLength: strict ? 1 : 0, maxLength: 4 };
    // Lines of one set of labels are one summary or histogram.
    const isMade = of === "summary" || of === "histogram";
    const metrics = isMade
      ? fc.uniqueArray(metricOf(of), { ...size, selector: inOrder })
      : fc.array(metricOf(of), size);
    return fc.tuple(metrics, fc.boolean()).map(
      ([all, isBare]): MetricFamily => ({
        name: without.bareCounters && of === "counter" ? `${name}_total` : name,
        ...(found !== undefined && { help: found }),
        ...((strict || of !== "counter" || !isBare) && { type: of }),
        metrics: all,
      }),
    );
  });
  return fc.uniqueArray(family, {
    selector: ({ name }) => name.replace(/_total$/, ""),
    maxLength: 5,
  });
}

const WITHIN: Readonly<Record<keyof typeof FORMATS, Without>> = {
  text: { negativeZero: true, loose: true },
  openMetrics: { negativeZero: true, loose: true, farTimes: true, bareCounters: true },
  protobuf: {},
  json: { specials: true, negativeZero: true },
};
const NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? utf8(body) : body;
}

/** What a body says, unless it is refused as it should be. */
function attempt(format: Format, body: Uint8Array): MetricFamily[] {
  try {
    return format.decode(body);
  } catch (error) {
    expect(error).toBeInstanceOf(TallybeaconError);
    expect((error as TallybeaconError).code).toBe("parse");
    return [];
  }
}

describe.each(NAMES)("%s", (name) => {
  const format: Format = FORMATS[name];

  test("reads what it wrote", () => {
    fc.assert(
      fc.property(families(WITHIN[name]), (found) => {
        expect(format.decode(bytesOf(format.encode(found)))).toEqual(found);
      }),
      { numRuns: 300 },
    );
  });

  test("refuses what is no body of its own, and reads nothing that protobuf could not hold", () => {
    const change = fc.record({
      at: fc.nat(),
      drop: fc.nat({ max: 3 }),
      add: fc.uint8Array({ maxLength: 3 }),
    });
    const mutated = fc
      .tuple(families(WITHIN[name]), fc.array(change, { minLength: 1, maxLength: 3 }))
      .map(([found, changes]) =>
        changes.reduce(
          (body, { at, drop, add }) => {
            const start = at % (body.length + 1);
            return Uint8Array.of(
              ...body.subarray(0, start),
              ...add,
              ...body.subarray(start + drop),
            );
          },
          bytesOf(format.encode(found)),
        ),
      );
    const spelt = fc
      .array(
        fc.constantFrom(
          "a",
          "_sum",
          "{",
          "}",
          '"',
          "\\",
          "n",
          "=",
          ",",
          " ",
          "\n",
          "1",
          "-",
          "# ",
          "TYPE ",
          "HELP ",
          "EOF",
          "[",
          "]",
          ":",
          "null",
          "name",
          "metric",
        ),
      )
      .map((parts) => utf8(parts.join("")));
    fc.assert(
      fc.property(fc.oneof(mutated, spelt, fc.uint8Array({ maxLength: 64 })), (body) => {
        const found = attempt(format, body);
        expect(protobuf.decode(bytesOf(protobuf.encode(found)))).toEqual(found);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** A megabyte each; what takes time by the square would take hours. */
const MEGABYTE = 1_000_000;
const many = (part: string) => part.repeat(MEGABYTE / part.length);

test.each<[string, string | Uint8Array]>([
  ["a name", many("a")],
  ["digits", `a ${many("1")}x\n`],
  ["blanks", `a ${many(" ")}x y\n`],
  ["blanks at the ends of lines", many(`# ${" ".repeat(1_000)}\n`)],
  ["empty lines", many("\n")],
  ["comments", many("#\n")],
  ["backslashes", `a{b="${many("\\\\")}`],
  ["a help of backslashes", `# HELP a ${many("\\\\")}\n`],
  ["labels", `# TYPE a histogram\na{${many('a="",')}} 1\n`],
  ["buckets", `# TYPE a histogram\n${many('a_bucket{le="1"} 1\n')}`],
  ["metrics", many('a{b="c"} 1\n')],
  ["families", Array.from({ length: 100_000 }, (_, i) => `a${i} 1\n`).join("")],
  ["exemplars", `a 1${many(" # ")}\n# EOF\n`],
  ["brackets", many("[")],
  ["arrays", many("[]")],
  ["nulls", many("null ")],
  ["quotes", many('"')],
  ["escapes", `"${many("\\")}`],
  ["varints", new Uint8Array(MEGABYTE).fill(0x80)],
  ["empty messages", new Uint8Array(MEGABYTE)],
  [
    "families of a byte",
    Uint8Array.from({ length: MEGABYTE }, (_, i) => [3, 0x0a, 1, 0x61][i % 4] ?? 0),
  ],
  [
    "fields that are skipped",
    Buffer.concat([Buffer.from("bf843d0a0161", "hex"), Buffer.alloc(999_996, 0x38)]),
  ],
])("a megabyte of %s is read or refused by all", (_, body) => {
  for (const format of Object.values(FORMATS)) attempt(format, bytesOf(body));
});
