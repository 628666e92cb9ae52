import { describe, expect, test, vi } from "vitest";
import { HEARTBEAT_MS, MAX_STREAMS, STREAM_MS } from "../../../src/core/live-limits.ts";
import { createEvents } from "../../../src/server/events.ts";
import { fakeClock, START_MS, settled } from "../../support/clock.ts";
import { listenTo } from "../../support/listening.ts";
import { HOME } from "../../support/requests.ts";

const REQUEST = new Request(`${HOME}/events`);

function open() {
  const clock = fakeClock();
  const onBeat = vi.fn();
  const ending = new AbortController();
  const events = createEvents({ clock, onBeat, signal: ending.signal });
  const ask = async () => events.handler(REQUEST);
  const listen = async () => listenTo(await ask());
  return { ...events, ask, listen, clock, onBeat, end: () => ending.abort() };
}

const change = (atMs: number) => `event: change\ndata: {"now":${START_MS + atMs}}\n\n`;

describe("a stream", () => {
  test("says when to come back, and then what was written", async () => {
    const { listen, changed } = open();
    const { response, heard } = await listen();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    await settled();
    expect(heard()).toBe("retry: 1000\n\n");
    changed();
    await settled();
    expect(heard()).toBe(`retry: 1000\n\n${change(0)}`);
  });

  test.each<[string, atMs: number[], toldAtMs: number[]]>([
    ["a change alone", [0], [0]],
    ["what follows within a second, at its end", [0, 1, 999], [0, 1_000]],
    ["what comes after it, at once", [0, 1_500], [0, 1_500]],
    ["a change all the time", Array.from({ length: 30 }, (_, at) => at * 100), [0, 1e3, 2e3, 3e3]],
  ])("tells of %s", async (_, atMs, toldAtMs) => {
    const { listen, changed, clock } = open();
    const { heard } = await listen();
    for (const at of atMs) {
      await clock.advance(START_MS + at - clock.now());
      changed();
    }
    await clock.advance(2_000);
    expect(heard()).toBe(`retry: 1000\n\n${toldAtMs.map(change).join("")}`);
  });

  test("is told of the same as all others", async () => {
    const { listen, changed } = open();
    const all = [await listen(), await listen(), await listen()];
    changed();
    await settled();
    expect(all.map(({ changes }) => changes())).toEqual([1, 1, 1]);
  });

  test("that begins within a second after a change is told of the next one only", async () => {
    const { listen, changed, clock } = open();
    await listen();
    changed();
    const late = await listen();
    await clock.advance(2_000);
    expect(late.changes()).toBe(0);
    changed();
    await settled();
    expect(late.changes()).toBe(1);
  });

  test("beats now and then, which others hear of, and ends after some minutes", async () => {
    const { listen, clock, onBeat } = open();
    const { heard, over } = await listen();
    await clock.advance(HEARTBEAT_MS * 3 + 1);
    expect(heard()).toBe(`retry: 1000\n\n${":\n\n".repeat(3)}`);
    expect(onBeat).toHaveBeenCalledTimes(3);
    await clock.advance(STREAM_MS);
    await over;
    expect(clock.waits()).toEqual([]);
  });

  test("whose client is slow is owed one change, however many there were, and no beats", async () => {
    const { ask, changed, clock } = open();
    const slow = await ask();
    for (let second = 0; second < 100; second += 1) {
      changed();
      await clock.advance(1_000);
    }
    const { heard } = listenTo(slow);
    await settled();
    expect(heard()).toBe(`retry: 1000\n\n${change(100_000)}`);
  });
});

describe("nothing runs", () => {
  test("before anybody listens", async () => {
    const { changed, clock } = open();
    changed();
    expect(clock.waits()).toEqual([]);
  });

  test("after all have gone, even where news were waiting", async () => {
    const { listen, changed, clock } = open();
    const [one, other] = [await listen(), await listen()];
    changed();
    changed();
    await one.leave();
    expect(clock.waits()).toHaveLength(2);
    await other.leave();
    expect(clock.waits()).toEqual([]);
    const next = await listen();
    await clock.advance(5_000);
    expect(next.changes()).toBe(0);
  });
});

describe("no stream is opened", () => {
  test("beyond as many as may be, until one of them has gone", async () => {
    const { ask, listen } = open();
    const first = await listen();
    for (let count = 1; count < MAX_STREAMS; count += 1) await listen();
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await first.leave();
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(503);
  });

  test("when the server closes, and those that are open end", async () => {
    const { ask, listen, end, changed, clock } = open();
    const all = [await listen(), await listen()];
    end();
    await Promise.all(all.map(({ over }) => over));
    expect(clock.waits()).toEqual([]);
    changed();
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(refused.headers.has("retry-after")).toBe(true);
  });
});
