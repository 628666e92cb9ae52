import { afterEach, describe, expect, test, vi } from "vitest";
import { STREAM_MS } from "../../../../src/core/live-limits.ts";
import { createLive, type Source } from "../../../../src/dashboard/live/create-live.ts";
import { fakeClock } from "../../../support/clock.ts";

afterEach(() => vi.unstubAllGlobals());

/** As an `EventSource` does, it says nothing any more once it is closed. */
interface FakeSource extends Source {
  readonly url: string;
  say(type: "open" | "change" | "error", readyState: number): void;
}

/** A page that is seen, and the streams that it opens. */
function open(isHidden = false) {
  const clock = fakeClock();
  const page = Object.assign(new EventTarget(), { hidden: isHidden });
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  const sources: FakeSource[] = [];
  const make = function (this: unknown, url: string): FakeSource {
    const target = new EventTarget();
    let readyState = 0;
    const source: FakeSource = {
      url,
      get readyState() {
        return readyState;
      },
      addEventListener: target.addEventListener.bind(target) as Source["addEventListener"],
      close() {
        readyState = 2;
      },
      say(type, next) {
        if (readyState === 2) return;
        readyState = next;
        target.dispatchEvent(new Event(type));
      },
    };
    sources.push(source);
    return source;
  } as unknown as new (
    url: string,
  ) => Source;
  vi.stubGlobal("EventSource", make);
  const states: string[] = [];
  const onChange = vi.fn();
  const { stop } = createLive({
    url: "./events",
    onChange,
    onState: (state) => states.push(state),
    clock,
  });
  return {
    clock,
    states,
    sources,
    stop,
    /** How often it was called since it was last asked. */
    changes() {
      const { length } = onChange.mock.calls;
      onChange.mockClear();
      return length;
    },
    /** Streams that were not closed. */
    held: () => sources.filter(({ readyState }) => readyState !== 2).length,
    last: () => sources.at(-1) as FakeSource,
    see(isSeen: boolean) {
      page.hidden = !isSeen;
      page.dispatchEvent(new Event("visibilitychange"));
    },
    online: () => page.dispatchEvent(new Event("online")),
  };
}
const opens = (source: FakeSource) => source.say("open", 1);
const changed = (source: FakeSource) => source.say("change", 1);
/** The server is there, and will have none of it; or somebody else answers. */
const refuses = (source: FakeSource) => source.say("error", 2);
/** The connection is gone, or could not be had; the source tries again by itself. */
const breaks = (source: FakeSource) => source.say("error", 0);

describe("a page that is seen", () => {
  test("is live once its stream is open, asks then, and at each change", () => {
    const { states, changes, sources, last } = open();
    expect([changes(), states]).toEqual([0, []]);
    opens(last());
    expect([changes(), states]).toEqual([1, ["live"]]);
    for (let count = 0; count < 3; count += 1) changed(last());
    expect([changes(), states]).toEqual([3, ["live"]]);
    expect(sources.map(({ url }) => url)).toEqual(["./events"]);
  });

  test("stays live where the stream ends and another opens, and asks what it missed", async () => {
    const { clock, states, changes, sources, last } = open();
    for (let times = 0; times < 5; times += 1) {
      opens(last());
      await clock.advance(STREAM_MS);
      breaks(last());
      await clock.advance(1_000);
    }
    opens(last());
    expect([changes(), states, sources.length]).toEqual([6, ["live"], 1]);
  });

  test("opens another where a stream outlives what the server grants it", async () => {
    const { clock, held, sources, last, states } = open();
    opens(last());
    await clock.advance(STREAM_MS + 5_000);
    expect([sources.length, held(), states.at(-1)]).toEqual([2, 1, "polling"]);
    opens(last());
    expect(states).toEqual(["live", "polling", "live"]);
  });
});

describe("a page without a stream polls", () => {
  const POLLED_AT_SECONDS = [0, 2, 6, 14, 29, 44];

  test.each<[string, laterMs: number, fail: (source: FakeSource) => void]>([
    ["at once where it is refused", 0, refuses],
    ["after five seconds where nothing comes", 5_000, () => {}],
    ["after five seconds where nobody is there", 5_000, breaks],
  ])("%s, more and more seldom, by one connection at the most", async (_, laterMs, fail) => {
    const { clock, states, changes, held, last } = open();
    const startMs = clock.now();
    fail(last());
    const polledAt: number[] = [];
    for (let ms = 0; ms <= laterMs + 44_000; ms += 500) {
      const before = last();
      for (let count = changes(); count > 0; count -= 1) {
        polledAt.push((clock.now() - startMs - laterMs) / 1_000);
      }
      fail(before);
      expect(held()).toBeLessThanOrEqual(1);
      await clock.advance(500);
    }
    expect(polledAt).toEqual(POLLED_AT_SECONDS);
    expect(states).toEqual(["polling"]);
  });

  test("until one opens, and anew from then on", async () => {
    const { clock, states, changes, last } = open();
    refuses(last());
    await clock.advance(2_000);
    refuses(last());
    await clock.advance(4_000);
    opens(last());
    expect([changes(), states]).toEqual([4, ["polling", "live"]]);
    await clock.advance(60_000);
    expect(changes()).toBe(0);
    refuses(last());
    await clock.advance(2_000);
    expect([changes(), states]).toEqual([2, ["polling", "live", "polling"]]);
  });

  test("although its stream fails again and again by itself", async () => {
    const { clock, states, last } = open();
    opens(last());
    for (let second = 0; second < 5; second += 1) {
      breaks(last());
      await clock.advance(1_000);
    }
    expect(states).toEqual(["live", "polling"]);
  });
});

describe("a page that is hidden", () => {
  test("has no stream and no timer, and asks nothing", async () => {
    const { clock, states, changes, held, see, last } = open();
    opens(last());
    see(false);
    expect([held(), clock.waits(), states]).toEqual([0, [], ["live", "away"]]);
    changes();
    await clock.advance(600_000);
    expect(changes()).toBe(0);
  });

  test("from the beginning opens its stream when it is seen", () => {
    const { clock, states, sources, see, last } = open(true);
    expect([sources, clock.waits(), states]).toEqual([[], [], ["away"]]);
    see(true);
    opens(last());
    expect(states).toEqual(["away", "live"]);
  });

  test("asks by a stream when it is seen again, or at once where it had none", () => {
    const { states, changes, held, see, last } = open();
    opens(last());
    see(false);
    changes();
    see(true);
    opens(last());
    expect([changes(), held()]).toEqual([1, 1]);
    refuses(last());
    see(false);
    changes();
    see(true);
    expect([changes(), held()]).toEqual([1, 1]);
    expect(states).toEqual(["live", "away", "live", "polling", "away", "polling"]);
  });
});

test("a page that is online again opens another stream", () => {
  const { states, changes, held, sources, last, online } = open();
  opens(last());
  changes();
  online();
  opens(last());
  expect([sources.length, held(), changes(), states]).toEqual([2, 1, 1, ["live"]]);
});

test("one that polls asks at once when it is online again, and soon after", async () => {
  const { clock, changes, last, online } = open();
  for (let count = 0; count < 5; count += 1) {
    refuses(last());
    await clock.advance(15_000);
  }
  changes();
  online();
  expect(changes()).toBe(1);
  await clock.advance(2_000);
  expect(changes()).toBe(1);
});

test("one that is stopped listens to nothing any more", async () => {
  const { clock, changes, held, see, online, stop, last } = open();
  opens(last());
  changes();
  stop();
  see(false);
  see(true);
  online();
  await clock.advance(600_000);
  expect([changes(), held(), clock.waits()]).toEqual([0, 0, []]);
});
