// Families as JSON.
import { describe, expect, test } from "vitest";
import type { MetricFamily } from "../../../src/core/family.ts";
import { utf8 } from "../../../src/core/utf8.ts";
import { json } from "../../../src/prometheus/json.ts";

const decode = (body: string): MetricFamily[] => json.decode(utf8(body));
const named = (...names: string[]) => names.map((name) => ({ name, metrics: [] }));

describe("json", () => {
  test("writes an array, with the names of the wire", () => {
    expect(json.encode([])).toBe("[]");
    const histogram = { count: 3, sum: 4.5, buckets: [{ upperBound: 1, count: 2 }] };
    const families: MetricFamily[] = [
      { name: "a", metrics: [{ value: -0 }] },
      {
        name: "h",
        help: '"',
        type: "histogram",
        metrics: [{ labels: [["b", "c"]], histogram, timestampMs: 5 }],
      },
    ];
    const body =
      '[{"name":"a","metric":[{"counter":{"value":0}}]},' +
      '{"name":"h","help":"\\"","type":4,"metric":[{"label":[{"name":"b","value":"c"}],"histogram":' +
      '{"sample_count":3,"sample_sum":4.5,"bucket":[{"cumulative_count":2,"upper_bound":1}]},"timestamp_ms":5}]}]';
    expect(json.encode(families)).toBe(body);
    expect(decode(body)).toEqual([{ name: "a", metrics: [{ value: 0 }] }, families[1]]);
  });

  test.each([Number.NaN, Infinity, -Infinity])(
    "refuses to write %d, and says in which family",
    (value) => {
      expect(() => json.encode([{ name: "a", type: "gauge", metrics: [{ value }] }])).toThrow(
        expect.objectContaining({ code: "bad-value", message: `family "a" holds ${value}` }),
      );
    },
  );

  test.each([
    ["", []],
    [" \n", []],
    ["null", []],
    [" null null\n", []],
    ["[]", []],
    ['[{"name":"a"}]', named("a")],
    ['[{"name":"a","help":"Infinity"}]', [{ name: "a", help: "Infinity", metrics: [] }]],
    ['[{"name":"a","type":"GAUGE"}]', [{ name: "a", type: "gauge", metrics: [] }]],
    ['[{"name":"a"}][{"name":"b"},{"name":"c"}]\n', named("a", "b", "c")],
    ['null [{"name":"a"}] null [] null', named("a")],
    ['[{"name":"a","help":"]} \\" [{"}] []', [{ name: "a", help: ']} " [{', metrics: [] }]],
  ])("reads %j", (body, expected) => expect(decode(body)).toEqual(expected));

  test.each([
    ["[", "array 1: not JSON"],
    ["]", "array 1: not JSON"],
    ["[] [", "array 2: not JSON"],
    ["[] x", "array 2: not JSON"],
    ["nullnull", "array 1: not JSON"],
    ['"', "array 1: not JSON"],
    ['[{"name":"a","metric":[{"counter":{"value":-1e999}}]}]', "array 1: not JSON"],
    ["{}", "array 1: no array"],
    ["1", "array 1: no array"],
    ["[1]", "family 1: number where an object must be"],
    ['[{"name":"a"}] [{"name":1}]', "family 2: number where a text must be"],
    ["\uFEFF[]", "array 1: not JSON"],
  ])("refuses %j", (body, message) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: "parse", message }));
  });

  test("refuses what is not UTF-8", () => {
    expect(() => json.decode(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(
      expect.objectContaining({ code: "parse" }),
    );
  });
});
