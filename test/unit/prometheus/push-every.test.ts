import { describe, expect, test } from "vitest";
import type { MetricFamily } from "../../../src/core/family.ts";
import {
  type Gather,
  type PushEveryOptions,
  pushEvery,
} from "../../../src/prometheus/push-every.ts";
import { fakeClock, START_MS, settled } from "../../support/clock.ts";

const HOUR_MS = 3_600_000;
const family = (value: number): MetricFamily => ({ name: "n", metrics: [{ value }] });

/** A pusher of every ten seconds, and what became of it. */
function open(options: Partial<PushEveryOptions> = {}, gather: Gather = () => [family(1)]) {
  const clock = fakeClock();
  const pushed: { at: number; query: string; body: unknown }[] = [];
  const told: { code: string; message: string; cause: unknown }[] = [];
  let answer: () => Promise<Response> = async () => new Response(null, { status: 202 });
  const pusher = pushEvery(gather, {
    url: "https://push.example.com",
    job: "shop",
    intervalMs: 10_000,
    clock,
    fetch: async (address, init) => {
      const at = (clock.now() - START_MS) / 1_000;
      pushed.push({ at, query: new URL(String(address)).search, body: init?.body });
      return answer();
    },
    onError: ({ code, message, cause }) => told.push({ code, message, cause }),
    ...options,
  });
  return {
    clock,
    pusher,
    pushed,
    told,
    times: () => pushed.map(({ at }) => at),
    answers(next: () => Promise<Response>) {
      answer = next;
    },
  };
}

describe("pushing again and again", () => {
  test("begins at once and keeps its rhythm whatever is answered", async () => {
    const { clock, pusher, times, told, answers } = open();
    pusher.start();
    await clock.advance(9_999);
    expect(times()).toEqual([0]);
    answers(async () => new Response("e1", { status: 500 }));
    await clock.advance(1);
    answers(async () => new Response(null, { status: 202 }));
    await clock.advance(20_000);
    expect(times()).toEqual([0, 10, 20, 30]);
    expect(told).toMatchObject([{ code: "status", message: "push: answered 500 e1" }]);
  });

  test("happens once a day by default", async () => {
    const clock = fakeClock();
    let count = 0;
    const ask = async () => {
      count += 1;
      return new Response(null, { status: 202 });
    };
    pushEvery(() => [family(1)], { url: "https://push.example.com", fetch: ask, clock }).start();
    await clock.advance(48 * HOUR_MS);
    expect(count).toBe(3);
  });

  test("lets a slow push swallow what falls due meanwhile", async () => {
    const { clock, pusher, times, answers } = open({ timeoutMs: 60_000 });
    answers(() => new Promise((resolve) => clock.after(25_000, () => resolve(new Response()))));
    pusher.start();
    await clock.advance(60_000);
    expect(times()).toEqual([0, 30, 60]);
  });

  test("is late by chance where it may be, but for the first", async () => {
    const { clock, pusher, times } = open({ jitterMs: 2_000 });
    pusher.start();
    await clock.advance(30_000);
    expect(times()).toEqual([0, 11, 21]);
  });

  test("pushes what the transforms make of what was gathered, in their order", async () => {
    const append = (add: string) => (all: readonly MetricFamily[]) =>
      all.map((one) => ({ ...one, name: one.name + add }));
    const { pusher, pushed } = open({ transforms: [append("_a"), append("_b")] });
    pusher.start();
    await settled();
    expect(pushed[0]?.body).toBe("# TYPE n_a_b counter\nn_a_b 1\n");
    await pusher.stop();
  });

  test("goes on when nothing can be gathered, and tells why", async () => {
    let run = 0;
    const gather = () => {
      run += 1;
      if (run === 1) throw new Error("e1");
      if (run === 2) return Promise.reject(new Error("e2"));
      return [family(run)];
    };
    const { clock, pusher, times, told } = open({}, gather);
    pusher.start();
    await clock.advance(20_000);
    expect(times()).toEqual([20]);
    expect(told).toMatchObject([
      { code: "source", message: "metrics could not be gathered", cause: { message: "e1" } },
      { code: "source", cause: { message: "e2" } },
    ]);
  });

  test("gives up on gathering that takes too long, and tells it so", async () => {
    const signals: AbortSignal[] = [];
    const gather: Gather = (signal) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const { clock, pusher, told, pushed } = open({ timeoutMs: 4_000 }, gather);
    pusher.start();
    await clock.advance(10_000);
    expect(told).toMatchObject([{ code: "timeout", message: "not done within 4000 ms" }]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(pushed).toEqual([]);
  });

  test("goes on when its listener throws", async () => {
    const { clock, pusher, times, answers } = open({
      onError: () => {
        throw new Error("deaf");
      },
    });
    answers(() => Promise.reject(new TypeError("offline")));
    pusher.start();
    await clock.advance(20_000);
    expect(times()).toEqual([0, 10, 20]);
  });

  test.each([
    [{ intervalMs: 0 }, "intervalMs is 0"],
    [{ intervalMs: -1 }, "intervalMs is -1"],
    [{ intervalMs: Number.NaN }, "intervalMs is NaN"],
    [{ intervalMs: Number.POSITIVE_INFINITY }, "intervalMs is Infinity"],
    [{ jitterMs: -1 }, "jitterMs is -1"],
    [{ jitterMs: Number.NaN }, "jitterMs is NaN"],
  ])("is refused with %j", (options, message) => {
    expect(() => open(options)).toThrow(expect.objectContaining({ code: "bad-option", message }));
  });
});

describe("stopping", () => {
  test("waits for the push under way, and leaves no timer behind", async () => {
    const { clock, pusher, times, answers } = open();
    let finish: (response: Response) => void = () => {};
    answers(() => new Promise((resolve) => (finish = resolve)));
    pusher.start();
    await settled();
    let isStopped = false;
    const stopped = pusher.stop().then(() => {
      isStopped = true;
    });
    await settled();
    expect(isStopped).toBe(false);
    finish(new Response());
    await stopped;
    expect(clock.waits()).toEqual([]);
    await clock.advance(HOUR_MS);
    expect(times()).toEqual([0]);
  });

  test("before the start, or twice, does nothing", async () => {
    const { pusher, times } = open({ isSummed: true });
    await pusher.stop();
    expect(times()).toEqual([]);
    pusher.start();
    await settled();
    await pusher.stop();
    await pusher.stop();
    expect(times()).toEqual([0, 0]);
  });
});

describe("pushes that are summed", () => {
  test("have one epoch and growing numbers, also over a failure and a new start, and a last push", async () => {
    let count = 0;
    const { clock, pusher, pushed, answers } = open({ isSummed: true }, () => {
      count += 1;
      return [family(count)];
    });
    pusher.start();
    await settled();
    answers(() => Promise.reject(new TypeError("offline")));
    await clock.advance(10_000);
    answers(async () => new Response());
    await pusher.stop();
    pusher.start();
    await settled();
    const queries = pushed.map(({ query }) => new URLSearchParams(query));
    expect(queries.map((query) => query.get("seq"))).toEqual(["1", "2", "3", "4"]);
    const [epoch, ...others] = new Set(queries.map((query) => query.get("epoch")));
    expect(epoch).toMatch(/^[\da-f]{32}$/);
    expect(others).toEqual([]);
    expect(pushed.map(({ body }) => body)).toEqual(
      [1, 2, 3, 4].map((value) => `# TYPE n counter\nn ${value}\n`),
    );
    await pusher.stop();
  });

  test("go on under another epoch where the server has ended theirs, and nobody is told", async () => {
    let count = 0;
    const { clock, pusher, pushed, told, answers } = open({ isSummed: true }, () => {
      count += 5;
      return [family(count)];
    });
    pusher.start();
    await settled();
    const over = async () => {
      answers(async () => new Response());
      return Response.json({ error: "over", seq: 1 }, { status: 409 });
    };
    answers(over);
    await clock.advance(10_000);
    await pusher.stop();
    const queries = pushed.map(({ query }) => new URLSearchParams(query));
    expect(queries.map((query) => query.get("seq"))).toEqual(["1", "2", "1", "2"]);
    expect(new Set(queries.map((query) => query.get("epoch"))).size).toBe(2);
    expect(pushed.map(({ body }) => String(body).split("\n")[1])).toEqual([
      "n 5",
      "n 10",
      "n 5",
      "n 10",
    ]);
    expect(told).toEqual([]);
  });

  test("do not overlap when the start comes before the stop is over, which waits for the last", async () => {
    const { clock, pusher, times, answers } = open({ isSummed: true });
    pusher.start();
    await settled();
    answers(() => new Promise((resolve) => clock.after(5_000, () => resolve(new Response()))));
    let stops = 0;
    const stopping = [pusher.stop(), pusher.stop()].map((stop) => stop.then(() => (stops += 1)));
    await settled();
    pusher.start();
    await clock.advance(4_999);
    expect([times(), stops]).toEqual([[0, 0], 0]);
    await clock.advance(1);
    await Promise.all(stopping);
    expect(times()).toEqual([0, 0, 5]);
    const over = pusher.stop();
    await clock.advance(10_000);
    await over;
  });

  test("of two pushers have two epochs", async () => {
    const epochs = [];
    for (const { pusher, pushed } of [open({ isSummed: true }), open({ isSummed: true })]) {
      pusher.start();
      await settled();
      epochs.push(pushed[0]?.query);
      await pusher.stop();
    }
    expect(new Set(epochs).size).toBe(2);
  });

  test("are not numbered where nothing is summed", async () => {
    const { pusher, pushed } = open();
    pusher.start();
    await settled();
    await pusher.stop();
    expect(pushed).toMatchObject([{ query: "" }]);
  });
});
