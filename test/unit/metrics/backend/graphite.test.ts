import { describe, expect, test } from "vitest";
import {
  cleanName,
  cleanTag,
  dotted,
  type GraphiteNames,
  type GraphiteOptions,
  graphiteBackend,
  graphitePaths,
} from "../../../../src/metrics/backend/graphite.ts";
import { flushOf } from "../../../support/backend.ts";
import { fakeClock } from "../../../support/clock.ts";

const METRICS = [
  { name: "a b/c", values: [5], tags: ["k:v", "bare"], source: "h" },
  { type: "gauge", name: "g", values: [0.5] },
  { type: "set", name: "s", member: "joe" },
  { type: "timer", name: "t", values: [4], tags: ["gsd_histogram:1"] },
] as const;

async function written(names: GraphiteNames) {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  await graphiteBackend({ ...names, write })(flushOf(METRICS));
  return text;
}

describe("what Graphite is told", () => {
  test("has tags", async () => {
    expect((await written({})).split("\n")).toEqual([
      "stats.counters.a_b-c.count;unnamed=bare;k=v;host=h 5 1234",
      "stats.counters.a_b-c.rate;unnamed=bare;k=v;host=h 0.500000 1234",
      "stats.counters.t.histogram;gsd_histogram=1;le=1 0 1234",
      "stats.counters.t.histogram;gsd_histogram=1;le=+Inf 1 1234",
      "stats.gauges.g 0.500000 1234",
      "stats.sets.s 1 1234",
      "",
    ]);
  });

  test("leaves out what is disabled of a timer", async () => {
    const texts: string[] = [];
    const backend = graphiteBackend({ write: (text) => void texts.push(text) });
    await backend(flushOf([{ type: "timer", values: [4] }], ["lower", "upper"]));
    expect(texts[0]?.split("\n").slice(0, 2)).toEqual([
      "stats.timers.n.count 1 1234",
      "stats.timers.n.count_ps 0.100000 1234",
    ]);
  });

  test("has none where they are not wanted, and prefixes and a suffix of one's own", async () => {
    const names = {
      mode: "basic",
      globalPrefix: ".my/app.",
      prefixCounter: "",
      globalSuffix: "x.",
    };
    expect((await written(names as GraphiteNames)).split("\n").slice(0, 3)).toEqual([
      "my-app.a_b-c.count.x 5 1234",
      "my-app.a_b-c.rate.x 0.500000 1234",
      "my-app.t.histogram.x 0 1234",
    ]);
  });

  test("is as etsy's statsd has it where that is wanted", async () => {
    expect((await written({ mode: "legacy", globalPrefix: "not" })).split("\n")).toEqual([
      "stats_counts.a_b-c 5 1234",
      "stats.a_b-c 0.500000 1234",
      "stats.t.histogram 0 1234",
      "stats.t.histogram 1 1234",
      "stats.gauges.g 0.500000 1234",
      "stats.sets.s 1 1234",
      "",
    ]);
  });
});

describe("a Graphite backend", () => {
  test("writes once a flush, and not at all where there is nothing", async () => {
    const writes: string[] = [];
    const backend = graphiteBackend({ write: (text) => void writes.push(text) });
    await backend(flushOf([]));
    await backend(flushOf(METRICS));
    expect(writes).toHaveLength(1);
    expect(backend.counts?.()).toMatchObject({ created: 1, sent: 1, seriesSent: 6 });
  });

  test("leaves out a line that is too long, and counts it", async () => {
    const texts: string[] = [];
    const backend = graphiteBackend({ write: (text) => void texts.push(text) });
    const gauge = (letter: string, count: number) =>
      ({ type: "gauge", name: "g", values: [1], tags: [`k:${letter.repeat(count)}`] }) as const;
    const around = "stats.gauges.g;k= 1.000000 1234".length;
    const fitting = gauge("x", 16_384 - around);
    await backend(flushOf([fitting, gauge("y", 16_385 - around), gauge("é", 8_192)]));
    expect(texts.map((text) => text.length)).toEqual([16_385]);
    expect(texts[0]).toContain("x 1.000000");
    expect(backend.counts?.()).toMatchObject({ sent: 1, seriesSent: 1, seriesDropped: 2 });
  });

  test.each([
    ["fails", () => Promise.reject(new Error("closed")), "network"],
    ["takes too long", () => new Promise<void>(() => {}), "timeout"],
  ])("counts as lost what a write that %s had", async (_, write, code) => {
    const clock = fakeClock();
    const errors: string[] = [];
    const options: GraphiteOptions = { write, clock, onError: (error) => errors.push(error.code) };
    const backend = graphiteBackend({ ...options, clientTimeoutMs: 100 });
    const done = backend(flushOf(METRICS));
    await clock.advance(100);
    await done;
    expect([backend.counts?.().seriesDropped, errors]).toEqual([6, [code]]);
  });

  test("refuses a mode that is none", () => {
    expect(() => graphitePaths({ mode: "new" as "tags" })).toThrow("graphite: mode is new");
  });
});

test.each([
  ["a:b:c", ";a=b:c"],
  ["a", ";unnamed=a"],
  ["a b;c:d e;f\n", ";a_b_c=d_e_f_"],
  ["a=b!c^:~d~", ";a_b_c_=_d~"],
  ["a\u0085:b\u001cc\0", ";a_=b_c_"],
  ['a:{"b":"c"}', ';a={"b":"c_}'],
  ["name:other", ";name_=other"],
  ["k:", ""],
  [":v", ""],
  ["", ""],
])("the tag %j is %j", (tag, clean) => expect(cleanTag(tag)).toBe(clean));

test("names are made of what paths may hold", () => {
  expect(cleanName("a \t b/c;d=é.e")).toBe("a_b-cd.e");
  expect(dotted("..a.b.", "", "c", ".")).toBe("a.b.c");
});
