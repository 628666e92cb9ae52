// What was posted, as maps and events.
import { describe, expect, test } from "vitest";
import type { MetricEvent } from "../../../../src/core/metric.ts";
import { decodeEvent, decodeMap } from "../../../../src/metrics/wire/decode.ts";
import { encodeEvent, encodeMap } from "../../../../src/metrics/wire/encode.ts";
import { createWriter, type Writer } from "../../../../src/proto/writer.ts";
import { mapOf, told } from "../../../support/metrics.ts";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

/** One entry of a map by tags. */
const entry = (to: Writer, key: string, write: () => void) =>
  to.message(1, () => {
    to.message(2, write);
    to.text(1, key);
  });

/** A counter `a` under one key. */
const counter = (key: string, write: (to: Writer) => void) => (to: Writer) =>
  to.message(1, () => {
    to.message(2, () => entry(to, key, () => write(to)));
    to.text(1, "a");
  });

describe("a map", () => {
  test("comes back, its times those of its receipt", () => {
    const lines = ["a:5|c|#k:v|h", "a:-1|c", "g:-0.5|g", "s:x|s", "s:|s", "t:1|ms|#x", "t:2|ms"];
    const map = decodeMap(encodeMap(mapOf(...lines)), 99);
    expect(told(map)).toEqual(told(mapOf(...lines)));
    expect([...map.counters.keys()].sort()).toEqual([...mapOf(...lines).counters.keys()].sort());
    expect([...map.gauges.values()][0]?.atMs).toBe(99);
  });

  test.each<[string, (to: Writer) => void, string[]]>([
    [
      "a key that is not that of its tags",
      counter("z", (to) => {
        to.varint(3, 1);
        for (const tag of ["a", "b"]) to.text(1, tag);
      }),
      ["counters a [a,b] = 1"],
    ],
    [
      "two keys of the same tags",
      (to) => {
        counter("a", (inside) => inside.varint(3, 1))(to);
        to.message(1, () => {
          to.message(2, () => {
            for (const key of ["x", "y"]) entry(to, key, () => to.varint(3, 2));
          });
          to.text(1, "b");
        });
      },
      ["counters a [] = 1", "counters b [] = 4"],
    ],
    [
      "a name that comes again, of which the last counts",
      (to) => {
        counter("k", (inside) => inside.varint(3, 2))(to);
        counter("", (inside) => inside.varint(3, 1))(to);
      },
      ["counters a [] = 2"],
    ],
    [
      "entries without a key or a value",
      (to) => {
        to.message(1, () => to.message(2, () => to.message(1, () => {})));
        to.message(2, () => {});
      },
      ["counters [] = 0"],
    ],
    ["a field of another layout", (to) => to.varint(1, 1), []],
    [
      "fields that nobody knows",
      (to) => {
        to.text(5, "a");
        to.varint(6, 1);
        to.double(7, 1);
      },
      [],
    ],
    ["a name without series", (to) => to.message(1, () => to.text(1, "a")), []],
    [
      "values of a timer one by one, and together",
      (to) =>
        to.message(4, () =>
          to.message(2, () =>
            entry(to, "", () => {
              to.packed(4, [2, 3]);
              to.double(4, 1);
            }),
          ),
        ),
      ['timers [] = {"values":[1,2,3],"sampledCount":0}'],
    ],
  ])("is read with %s", (_, write, expected) => {
    const to = createWriter();
    write(to);
    expect(told(decodeMap(to.bytes(), 1))).toEqual(expected);
  });

  test.each([
    ["18ffffffffffffffff7f", 2 ** 53],
    ["1880808080808080808001", -(2 ** 53)],
  ])("has no counters beyond 2^53: %s", (value, expected) => {
    const behindLength = (field: string, hex: string) =>
      field + (hex.length / 2).toString(16).padStart(2, "0") + hex;
    const body = ["12", "0a", "12", "0a"].reduce((hex, field) => behindLength(field, hex), value);
    expect([...decodeMap(bytes(body), 1).counters.values()][0]?.value).toBe(expected);
  });

  test.each([
    ["a name that is not UTF-8", "0a080a01ff1203681805"],
    ["what is cut off", "0a1c0a0161"],
    ["text", "68656c6c6f20776f726c64"],
    ["half a double", "22110a0174120c0a0a12082204000000000000"],
  ])("is refused with %s", (_, hex) => {
    expect(() => decodeMap(bytes(hex), 1)).toThrow(expect.objectContaining({ code: "parse" }));
  });
});

describe("an event", () => {
  test("comes back", () => {
    const event: MetricEvent = {
      ...{ title: "t", text: "x\n", dateHappened: 7, source: "h", aggregationKey: "a" },
      ...{ sourceTypeName: "s", tags: ["b", "a"] },
      priority: "low",
      alertType: "success",
    };
    expect(decodeEvent(encodeEvent(event))).toEqual(event);
  });

  test("is blank where nothing is said, and normal where nobody knows what is", () => {
    const blank = {
      ...{ title: "", text: "", dateHappened: 0, source: "", aggregationKey: "" },
      ...{ sourceTypeName: "", tags: [], priority: "normal", alertType: "info" },
    };
    expect(decodeEvent(bytes(""))).toEqual(blank);
    expect(decodeEvent(bytes("0a017448075009"))).toEqual({ ...blank, title: "t" });
  });

  test("has its source from where the receiver looks for it", () => {
    expect(decodeEvent(bytes("420168")).source).toBe("");
  });
});
