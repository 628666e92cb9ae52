import { describe, expect, test } from "vitest";
import { statsdBackend, statsdLines } from "../../../../src/metrics/backend/statsd.ts";
import { eventOf, flushOf } from "../../../support/backend.ts";

const METRICS = [
  { name: "hits", values: [5], tags: ["a:b"], source: "h" },
  { name: "statsd.bad_lines", values: [5] },
  { type: "timer", name: "t", values: [2, 4], rate: 0.1 },
  { type: "gauge", name: "g", values: [-0.5] },
  { type: "set", name: "s", member: "joe" },
] as const;

describe("lines for another server", () => {
  test("are as metrics came, but for sample rates and what a server says of itself", () => {
    expect([...statsdLines(flushOf(METRICS), false)]).toEqual([
      "hits:5|c|#a:b,s:h",
      "t:2.000000|ms",
      "t:4.000000|ms",
      "g:-0.500000|g",
      "s:joe|s",
    ]);
  });

  test("are lines, whatever came over HTTP", () => {
    const odd = { name: "a\nb", tags: ["c\nd"] };
    expect([...statsdLines(flushOf([{ ...odd, values: [1] }]), false)]).toEqual(["a_b:1|c|#c_d"]);
  });

  test("have no tags where they are not wanted", () => {
    expect([...statsdLines(flushOf(METRICS), true)][0]).toBe("hits:5|c");
  });
});

describe("a statsd backend", () => {
  test("writes packets one after the other, and counts lines of those that failed", async () => {
    const written: string[] = [];
    const errors: string[] = [];
    const write = async (packet: string) => {
      written.push(packet);
      if (packet.startsWith("t:2")) throw new Error("closed");
    };
    const backend = statsdBackend({
      write,
      maxPacketBytes: 20,
      onError: ({ code }) => errors.push(code),
    });
    await backend(flushOf(METRICS));
    await backend.event?.(eventOf({ title: "t" }));
    expect(written).toEqual([
      "hits:5|c|#a:b,s:h\n",
      "t:2.000000|ms\n",
      "t:4.000000|ms\n",
      "g:-0.500000|g\n",
      "s:joe|s\n",
      "_e{1,0}:t|",
    ]);
    expect(backend.counts?.()).toMatchObject({ created: 6, sent: 5, dropped: 1, seriesDropped: 1 });
    expect(errors).toEqual(["network"]);
  });

  test("refuses packets without bytes", () => {
    expect(() => statsdBackend({ write: () => {}, maxPacketBytes: 0 })).toThrow("maxPacketBytes");
  });
});
