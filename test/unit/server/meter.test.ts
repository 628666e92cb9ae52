import { expect, test } from "vitest";
import type { Sample } from "../../../src/core/sample.ts";
import { createMeter } from "../../../src/server/meter.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { ask } from "../../support/requests.ts";

const START = Date.UTC(2026, 10, 21, 8, 26, 30);
const MINUTE_END = Date.UTC(2026, 10, 21, 8, 27) / 1000;

function open() {
  const clock = manualClock(START);
  const recorded: [string, Sample][] = [];
  const history = {
    record: (host: string, sample: Sample) => recorded.push([host, sample]),
    query: async () => [],
    hosts: async () => [],
    flush: async () => {},
    close: async () => {},
  };
  const meter = createMeter(history, clock);
  const send = (origin: string | undefined, status = 200, ms = 0) => {
    const handler = meter.count(() => {
      clock.advance(ms);
      return new Response(null, { status });
    });
    return ask(handler, "POST /", "x", origin === undefined ? {} : { origin });
  };
  return { clock, recorded, meter, send };
}

test("a minute becomes one sample for each site, stamped with its end", async () => {
  const { clock, recorded, meter, send } = open();
  for (let i = 0; i < 99; i += 1) await send("https://shop.example.com", 200, 2);
  await send("https://shop.example.com:8443", 503, 40);
  await send(undefined, 400);
  meter.tick();
  expect(recorded).toEqual([]);
  clock.advance(60_000);
  meter.tick();
  expect(recorded).toEqual([
    [
      "shop.example.com",
      { ts: MINUTE_END, requests_sec: 100 / 60, p99_ms: 2, error_rate: 1, active_backends: 1 },
    ],
    [
      "direct",
      { ts: MINUTE_END, requests_sec: 1 / 60, p99_ms: 0, error_rate: 100, active_backends: 1 },
    ],
  ]);
  meter.tick();
  clock.advance(60_000);
  meter.tick();
  expect(recorded).toHaveLength(2);
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
  expect(recorded).toHaveLength(65);
  expect(recorded.at(-1)?.[0]).toBe("other");
});
