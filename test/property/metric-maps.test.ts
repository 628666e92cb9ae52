// Whatever metrics there are: what is split comes together again, what is written is read, and no body does harm.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetricMap } from "../../src/core/metric.ts";
import { createFilters } from "../../src/metrics/filter/create-filters.ts";
import { emptyMap, merge } from "../../src/metrics/map.ts";
import { rekey } from "../../src/metrics/rekey.ts";
import { split } from "../../src/metrics/split/split.ts";
import { splitByTags } from "../../src/metrics/split/split-by-tags.ts";
import { decodeEvent, decodeMap } from "../../src/metrics/wire/decode.ts";
import { encodeMap } from "../../src/metrics/wire/encode.ts";
import { createAccess } from "../../src/server/access.ts";
import { createGate } from "../../src/server/gate.ts";
import { routes } from "../../src/server/routes.ts";
import { statsdRoutes } from "../../src/server/statsd/routes.ts";
import { anyMetrics, received } from "../support/any-metrics.ts";

const metrics = anyMetrics("team:x", "team:y", "zone:1", "bare", "ｚ", "😀:1", "team:");

const merged = (...maps: readonly MetricMap[]): MetricMap => {
  const into = emptyMap();
  for (const map of maps) merge(into, map);
  return into;
};
/** What a map says, in an order of its own. Of series that came together nobody knows which came first. */
const said = (map: MetricMap, isTimed = true): unknown =>
  Object.entries(map).flatMap(([kind, all]) =>
    [...(all as MetricMap["sets"])]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, { value, atMs, ...series }]) => {
        const held = value as unknown as { values?: number[]; sampledCount?: number };
        const told =
          value instanceof Set
            ? [...value].sort()
            : held.values
              ? [held.values.toSorted((a, b) => a - b).map(String), held.sampledCount]
              : value;
        return [kind, key, series, isTimed && atMs, told];
      }),
  );

describe("maps", () => {
  test("are merged in any order, to the same", () => {
    fc.assert(
      fc.property(metrics, fc.nat(30), fc.nat(30), (all, first, second) => {
        const cut = (...order: readonly number[]) => {
          const [low, high] = [Math.min(first, second), Math.max(first, second)];
          const parts = [all.slice(0, low), all.slice(low, high), all.slice(high)];
          return order.map((at) => received(parts[at] ?? []));
        };
        const wanted = said(received(all));
        expect(said(merged(...cut(0, 1, 2)))).toEqual(wanted);
        expect(said(merged(...cut(2, 0, 1)))).toEqual(wanted);
        const [one = emptyMap(), two = emptyMap(), three = emptyMap()] = cut(0, 1, 2);
        expect(said(merged(one, merged(two, three)))).toEqual(wanted);
      }),
    );
  });

  test("that are split come together again", () => {
    fc.assert(
      fc.property(metrics, fc.integer({ min: 1, max: 9 }), (all, count) => {
        const shards = split(received(all), count);
        expect(shards.length).toBe(count);
        expect(said(merged(...shards))).toEqual(said(received(all)));
      }),
    );
    fc.assert(
      fc.property(
        metrics,
        fc.array(fc.constantFrom("team:", "zone:", "s:", "")),
        (all, prefixes) => {
          const groups = splitByTags(received(all), prefixes);
          expect(said(merged(...groups.values()))).toEqual(said(received(all)));
        },
      ),
    );
  });

  test("stay what they are under the tags that they have", () => {
    fc.assert(
      fc.property(metrics, (all) => {
        expect(said(rekey(received(all), (series) => series))).toEqual(said(received(all)));
      }),
    );
  });

  test("without duplicate tags pass filters that have no rules", () => {
    fc.assert(
      fc.property(metrics, (all) => {
        const once = all.map((one) => ({ ...one, tags: [...new Set(one.tags)] }));
        const left = createFilters({}).map(received(once)) ?? emptyMap();
        expect(said(left)).toEqual(said(received(once)));
      }),
    );
  });

  test("that are written are read", () => {
    fc.assert(
      fc.property(metrics, (all) => {
        const map = received(all);
        expect(said(decodeMap(encodeMap(map), 7), false)).toEqual(said(map, false));
      }),
    );
  });
});

describe("a body", () => {
  /** One that is right but for a few bytes, or none at all. */
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .tuple(metrics, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
      .map(([all, changes, end]) => {
        const bytes = encodeMap(received(all));
        for (const [at, byte] of changes) bytes[at % (bytes.length || 1)] = byte;
        return bytes.subarray(0, bytes.length - (end % 3));
      }),
  );

  test("is read or refused", () => {
    fc.assert(
      fc.property(body, (bytes) => {
        for (const decode of [(of: Uint8Array) => decodeMap(of, 1), decodeEvent]) {
          try {
            decode(bytes);
          } catch (error) {
            expect(error).toMatchObject({ code: "parse" });
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("is answered with 202 or 400, whatever it says it is", async () => {
    const { routes: intake } = statsdRoutes({
      sink() {},
      event() {},
      access: createAccess(),
      gate: createGate({ maxPerAddress: Infinity }),
      origins: [],
      onError(error) {
        throw error;
      },
    });
    const handler = routes(intake);
    const encoding = fc.constantFrom("", "identity", "deflate", "gzip", "lz4");
    await fc.assert(
      fc.asyncProperty(
        body,
        encoding,
        fc.constantFrom("raw", "event"),
        async (bytes, how, path) => {
          const request = new Request(`http://x/v2/${path}`, {
            method: "POST",
            body: new Uint8Array(bytes),
            headers: { "content-encoding": how },
          });
          expect([202, 400]).toContain((await handler(request)).status);
        },
      ),
    );
  });
});
