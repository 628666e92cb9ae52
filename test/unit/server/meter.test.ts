import { describe, expect, test } from "vitest";
import { LOAD_HOST, type Sample } from "../../../src/core/sample.ts";
import { readBody } from "../../../src/server/body.ts";
import { createMeter, together } from "../../../src/server/meter.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { ask } from "../../support/requests.ts";

const START = Date.UTC(2026, 10, 21, 8, 26, 30);
const MINUTE_END = Date.UTC(2026, 10, 21, 8, 27) / 1000;

function open() {
  const inner = manualClock(START);
  let behindMs = 0;
  const setBack = (ms: number) => {
    behindMs += ms;
  };
  const clock = { ...inner, now: () => inner.now() - behindMs, setBack };
  const recorded: [string, Sample][] = [];
  const history = {
    record: (host: string, sample: Sample) => recorded.push([host, sample]),
    query: async () => [],
    hosts: async () => [],
    flush: async () => {},
    close: async () => {},
  };
  const meter = createMeter(history, clock);
  const send = (origin: string | undefined, status = 200, ms = 0, bytes = 0) => {
    const handler = meter.count(async (request) => {
      await readBody(request);
      clock.advance(ms);
      return new Response(null, { status });
    });
    const headers = origin === undefined ? {} : { origin };
    return ask(handler, "POST /", "x".repeat(bytes), headers);
  };
  return { clock, recorded, meter, send };
}

test("a minute becomes one sample for each site and one for all, stamped with its end", async () => {
  const { clock, recorded, meter, send } = open();
  for (let i = 0; i < 99; i += 1) await send("https://shop.example.com", 200, 2, 60);
  await send("https://shop.example.com:8443", 503, 40);
  await send(undefined, 400, 0, 30);
  meter.tick();
  expect(recorded).toEqual([]);
  const all = {
    ts: MINUTE_END,
    requests_sec: expect.closeTo(101 / 60),
    bytes_sec: 99.5,
    p99_ms: 2,
    error_rate: expect.closeTo(200 / 101),
    active_backends: 2,
  };
  expect(meter.running()).toEqual(all);
  clock.advance(60_000);
  meter.tick();
  expect(recorded).toEqual([
    [LOAD_HOST, all],
    [
      "shop.example.com",
      {
        ts: MINUTE_END,
        requests_sec: 100 / 60,
        bytes_sec: 99,
        p99_ms: 2,
        error_rate: 1,
        active_backends: 1,
      },
    ],
    [
      "direct",
      {
        ts: MINUTE_END,
        requests_sec: 1 / 60,
        bytes_sec: 0.5,
        p99_ms: 0,
        error_rate: 100,
        active_backends: 1,
      },
    ],
  ]);
  meter.tick();
  clock.advance(60_000);
  expect(meter.running()).toBeUndefined();
  expect(recorded).toHaveLength(3);
});

test("a clock that is set back into the minute before overwrites nothing", async () => {
  const { recorded, meter, send, clock } = open();
  await send(undefined);
  clock.advance(35_000);
  await send(undefined);
  clock.setBack(10_000);
  await send(undefined);
  clock.advance(120_000);
  meter.tick();
  const ofAll = recorded.filter(([host]) => host === LOAD_HOST);
  expect(ofAll.map(([, { ts, requests_sec = 0 }]) => [ts, requests_sec * 60])).toEqual([
    [MINUTE_END, 1],
    [MINUTE_END + 60, 2],
  ]);
});

test("answers are counted by status, with the time they took", async () => {
  const { clock, meter, send } = open();
  await send(undefined, 200, 500);
  await send("https://shop.example.com", 200, 250);
  await send(undefined, 503, 1_000);
  clock.advance(120_000);
  meter.tick();
  expect([...meter.answers()]).toEqual([
    [200, { count: 2, seconds: 0.75 }],
    [503, { count: 1, seconds: 1 }],
  ]);
});

test("senders that would flood the list of hosts count as one", async () => {
  const { clock, recorded, meter, send } = open();
  for (let i = 0; i < 100; i += 1) await send(`https://s${i}.example`);
  for (const origin of ["null", "nonsense", "https://", "https://a/b c"]) await send(origin);
  clock.advance(60_000);
  meter.tick();
  expect(recorded).toHaveLength(1 + 65);
  expect(recorded.at(-1)?.[0]).toBe("other");
});

describe("samples together", () => {
  const sample = (more: Partial<Sample>): Sample => ({ ts: 60, ...more });

  test("add up, but for failures, which count by requests, and the slowest, who stays that", () => {
    const one = sample({ requests_sec: 3, bytes_sec: 5, p99_ms: 7, error_rate: 0 });
    expect(together(undefined, one)).toBe(one);
    const other = sample({ requests_sec: 1, p99_ms: 5, error_rate: 1, active_backends: 2 });
    expect(together(one, other)).toEqual({
      ts: 60,
      requests_sec: 4,
      bytes_sec: 5,
      p99_ms: 7,
      error_rate: 0.25,
      active_backends: 2,
    });
  });

  test("without requests have no failures", () => {
    const none = sample({ error_rate: 1 });
    expect(together(none, none)).toMatchObject({ requests_sec: 0, error_rate: 0 });
  });
});
