// The cycle: when it sends, what it makes of each answer, when it comes back.
import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";
import type { Answer, Clock, Transport } from "../../../src/core/ports.ts";
import { answer } from "../../support/answer.ts";
import { fakeClock, START_MS } from "../../support/clock.ts";
import { codes, dataSent, type World, world } from "../../support/collector.ts";
import { fakeNetwork, LOST, type Outcome, ok, page, status } from "../../support/network.ts";
import { contents } from "../../support/storage.ts";

const HOUR = 3_600_000;

/** When each request left, in ms since the collector was made. */
function times({ network }: World): number[] {
  return network.sent.map(({ atMs }) => atMs - START_MS);
}

/** Starts a collector that has one count, on a network with these outcomes. */
async function started(...outcomes: Outcome[]): Promise<World> {
  const at = world();
  at.network.answers(outcomes);
  at.tally.increment("n");
  at.tally.start();
  await at.clock.advance(0);
  return at;
}

describe("the schedule", () => {
  test.for<[string, Outcome, number]>([
    [
      "is the server's next_update, in nanoseconds",
      ok({ next_update: 14_400_000_000_000 }),
      4 * HOUR,
    ],
    ["takes a second", ok({ next_update: 1_000_000_000 }), 1_000],
    ["takes thirty days", ok({ next_update: 2_592_000_000_000_000 }), 30 * 24 * HOUR],
    ["and no more", ok({ next_update: 7_776_000_000_000_000 }), 30 * 24 * HOUR],
    [
      "is an hour and up to a minute when the wish is under a second",
      ok({ next_update: 999_999_999 }),
      HOUR + 30_000,
    ],
    ["is that without a wish, too", ok(), HOUR + 30_000],
    ["and with a negative one", ok({ next_update: -5e9 }), HOUR + 30_000],
    ["follows a refusal's wish", status(403, { next_update: 7_200_000_000_000 }), 2 * HOUR],
  ])("%s", async ([, outcome, delayMs]) => {
    const { clock, tally, network } = await started(outcome);
    expect(network.sent.length).toBe(1);
    expect(tally.snapshot().nextAtMs - clock.now()).toBe(delayMs);
    expect(clock.waits()).toEqual([delayMs]);
  });

  test.for([
    [0, HOUR],
    [0.999, HOUR + 59_940],
  ])(
    "jitters the default interval: chance %d makes it %d ms",
    async ([chance = 0, delayMs = 0]) => {
      const { tally, clock } = world();
      clock.chance = chance;
      await tally.flush();
      expect(tally.snapshot().nextAtMs - clock.now()).toBe(delayMs);
    },
  );

  test("takes the interval of the options", async () => {
    const { tally, clock } = world({ intervalMs: 5_000 });
    clock.chance = 0;
    await tally.flush();
    expect(tally.snapshot().nextAtMs - clock.now()).toBe(5_000);
  });

  test("is kept also where a timer cannot wait so long and wakes early", async () => {
    const DAY = 24 * HOUR;
    const clock = fakeClock();
    const impatient: Clock = {
      ...clock,
      after: (ms, run) => clock.after(Math.min(ms, 20 * DAY), run),
    };
    const network = fakeNetwork(clock);
    network.answers([ok({ next_update: 30 * DAY * 1e6 })]);
    const { tally } = world({ clock: impatient, transport: network.transport });
    tally.start();
    await clock.advance(0);
    await clock.advance(30 * DAY - 1);
    expect(network.sent.length).toBe(1);
    await clock.advance(1);
    expect(network.sent.length).toBe(2);
  });

  test("survives a clock that was ahead when it was made", async () => {
    const clock = fakeClock();
    let aheadMs = 365 * 24 * HOUR;
    const network = fakeNetwork(clock);
    const { tally } = world({
      clock: { ...clock, now: () => clock.now() + aheadMs },
      transport: network.transport,
    });
    await tally.flush();
    aheadMs = 0;
    expect(await tally.tick()).toEqual({ ok: true, sent: 1 });
    expect(tally.snapshot().nextAtMs - clock.now()).toBe(HOUR + 30_000);
  });

  test.for([Number.NaN, 0])("is the default where the option says %d", async (intervalMs) => {
    const { tally, clock } = world({ intervalMs });
    clock.chance = 0;
    await tally.flush();
    expect(tally.snapshot().nextAtMs - clock.now()).toBe(HOUR);
  });

  test("goes on and on, also with nothing to tell", async () => {
    const at = await started(ok({ next_update: 60e9 }));
    await at.clock.advance(180_000);
    expect(times(at)).toEqual([0, 60_000, 120_000, 180_000]);
    expect(dataSent(at)).toEqual([{ n: 1 }, undefined, undefined, undefined]);
  });

  test("starts anew after a flush between", async () => {
    const at = await started(ok({ next_update: 60e9 }));
    await at.clock.advance(30_000);
    await at.tally.flush();
    await at.clock.advance(60_000);
    expect(times(at)).toEqual([0, 30_000, 90_000]);
    expect(at.clock.waits().length).toBe(1);
  });
});

describe("retries", () => {
  test.for<[string, Outcome]>([
    ["a lost connection", LOST],
    ["a 500", status(500)],
    ["a 502 of a proxy", page(502)],
    ["a 408", status(408)],
    ["a 425", status(425)],
    ["a 429 without a hint", status(429)],
    ["a 200 that is no reply", page(200)],
    ["a 204", { ...page(204), body: "" }],
    ["a redirect that was not followed", page(304)],
  ])(
    "four attempts are made against %s, then it waits for the next interval",
    async ([, outcome]) => {
      const at = await started(outcome);
      await at.clock.advance(200_000);
      // With a chance of one half: 4.5 s, 14 s and 32.5 s later.
      expect(times(at)).toEqual([0, 4_500, 18_500, 51_000]);
      expect(at.tally.snapshot().pending.length).toBe(1);
      expect(at.tally.snapshot().nextAtMs).toBe(START_MS + 51_000 + HOUR + 30_000);
      at.network.answers([ok()]);
      await at.clock.advance(HOUR);
      expect(dataSent(at)).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }, { n: 1 }, { n: 1 }]);
      expect(at.tally.snapshot().pending).toEqual([]);
    },
  );

  test.for([
    [0, [1_000, 1_000, 1_000]],
    [0.999999, [7_999.993, 26_999.974, 63_999.937]],
  ] as const)("with chance %d wait %j ms", async ([chance, waits]) => {
    const at = world();
    at.clock.chance = chance;
    at.network.answers([LOST]);
    at.tally.start();
    await at.clock.advance(200_000);
    const found = times(at)
      .slice(1)
      .map((time, before) => time - (times(at)[before] ?? 0));
    expect(found).toEqual(waits.map((wait) => expect.closeTo(wait, 2)));
  });

  test("what hangs is given up after a minute, and tried again", async () => {
    const at = await started("hang", ok());
    await at.clock.advance(100_000);
    expect(times(at)).toEqual([0, 64_500]);
    expect(at.tally.snapshot().pending).toEqual([]);
  });

  test("a transport that throws at once is a lost connection", async () => {
    const at = world({
      transport: () => {
        throw new Error("blocked");
      },
    });
    at.tally.increment("n");
    expect(await at.tally.flush()).toMatchObject({
      ok: false,
      sent: 0,
      error: { code: "network" },
    });
    expect(at.tally.snapshot().pending.length).toBe(1);
  });

  test("a transport that says what keeps it from the server is believed", async () => {
    const cause = new TallybeaconError("blocked", "TypeError: Failed to fetch", LOST);
    const at = world({ transport: () => Promise.reject(cause) });
    expect(await at.tally.flush()).toMatchObject({ ok: false, error: { code: "blocked", cause } });
    expect(at.tally.snapshot()).toMatchObject({ pending: [{ seq: 1 }], faults: { blocked: 1 } });
    expect(codes(at)).toEqual(["blocked"]);
  });

  test("a transport may reject with anything", async () => {
    const at = world({ transport: () => Promise.reject(Object.create(null)) });
    at.tally.start();
    await at.clock.advance(0);
    expect(await at.tally.flush()).toMatchObject({ ok: false, error: { code: "network" } });
    expect(at.clock.waits().length).toBe(1);
  });

  test("a transport that answers with nothing at all is one, too", async () => {
    const at = world({ transport: async () => undefined as never });
    at.tally.increment("n");
    expect(await at.tally.flush()).toMatchObject({ ok: false, error: { code: "network" } });
  });

  test("what was collected meanwhile goes with the retry, under a number of its own", async () => {
    const at = await started(LOST, ok());
    at.tally.increment("n");
    await at.clock.advance(10_000);
    expect(at.network.sent.map(({ update }) => [update.seq, update.data])).toEqual([
      [1, { n: 1 }],
      [1, { n: 1 }],
      [2, { n: 1 }],
    ]);
  });

  test("a success begins the count of attempts anew", async () => {
    const at = await started(LOST, LOST, ok(), LOST, LOST, LOST, LOST, ok());
    await at.clock.advance(3 * HOUR);
    const gaps = times(at)
      .slice(1)
      .map((time, before) => time - (times(at)[before] ?? 0));
    expect(gaps.slice(0, 6)).toEqual([4_500, 14_000, HOUR + 30_000, 4_500, 14_000, 32_500]);
  });
});

describe("a server that is busy", () => {
  test.for<[string, Answer, number]>([
    ["says in seconds when", status(429, {}, "120"), 120_000],
    ["says by date when", status(429, {}, "Sat, 21 Nov 2026 08:00:30 GMT"), 30_000],
    ["says 0", status(429, {}, "0"), 1_000],
    ["asks for a week", status(429, {}, "604800"), HOUR],
    ["says nothing useful", status(429, {}, "-1"), 4_500],
    ["says by next_update", status(429, { next_update: 20e9 }, "5"), 20_000],
    ["asks for hours by next_update", status(429, { next_update: 7_200e9 }, "5"), 2 * HOUR],
    ["asks for a second by next_update", status(429, { next_update: 1e9 }, "5"), 1_000],
    ["asks for less by next_update, and says when", status(429, { next_update: 5e6 }, "7"), 7_000],
    ["asks for less than a second by next_update", status(429, { next_update: 5e6 }), 4_500],
    ["says in seconds when, in a page", page(429, "7"), 7_000],
    ["is down for a while", status(503, {}, "60"), 60_000],
    ["is down and sends a page", page(503, "60"), 60_000],
    ["is down for an unknown time", status(503), 4_500],
    ["fails and says when", status(500, {}, "60"), 60_000],
  ])("and %s", async ([, answer, delayMs]) => {
    const at = await started(answer, ok());
    expect(at.clock.waits()).toEqual([delayMs]);
    await at.clock.advance(delayMs);
    expect(times(at)).toEqual([0, delayMs]);
    expect(at.tally.snapshot().pending).toEqual([]);
  });

  test("four times over has its peace until the next interval, and nothing is lost", async () => {
    const at = await started(status(429, {}, "120"));
    await at.clock.advance(HOUR);
    expect(times(at)).toEqual([0, 120_000, 240_000, 360_000]);
    expect(at.tally.snapshot()).toMatchObject({ pending: [{ data: { n: 1 } }], dropped: {} });
  });
});

describe("an update that the server refuses", () => {
  test.for([400, 413, 422])(
    "with %i is dropped and counted, and the next still goes",
    async (code) => {
      const at = world({ instanceId: "me" });
      at.network.answers([LOST]);
      at.tally.add("bad", 2);
      at.tally.add("bad", 2);
      await at.tally.flush();
      at.network.answers(({ update }) => (update.seq === 1 ? status(code) : ok()));
      at.tally.increment("good");
      expect(await at.tally.flush()).toMatchObject({
        ok: false,
        sent: 1,
        error: { code: "status" },
      });
      const left = { seq: 1, data: {}, set_keys: [], calls: 0, lost: { rejected: 2 }, recorded: 2 };
      expect(at.tally.snapshot()).toMatchObject({ pending: [left], lost: { rejected: 2 } });
      expect(dataSent(at)).toEqual([{ bad: 2 + 2 }, { bad: 4 }, { good: 1 }]);
      expect(at.clock.waits()).toEqual([]);
      await at.tally.flush();
      // What is left of it told the server, and was refused like the rest.
      expect(at.network.sent.at(-1)?.update).toMatchObject(left);
      expect(at.tally.snapshot()).toMatchObject({ pending: [], lost: { rejected: 2 } });
      expect(await at.storage.keys("sealed/")).toEqual([]);
    },
  );

  test.for([401, 403, 404, 405])("with %i waits for the next interval", async (code) => {
    const at = await started(status(code), ok());
    await at.clock.advance(200_000);
    expect(times(at)).toEqual([0]);
    expect(at.tally.snapshot()).toMatchObject({ pending: [{ data: { n: 1 } }], dropped: {} });
    await at.clock.advance(HOUR);
    expect(times(at)).toEqual([0, HOUR + 30_000]);
    expect(at.tally.snapshot().pending).toEqual([]);
  });
});

describe("an unreadable reply changes nothing:", () => {
  test.for<[string, Answer]>([
    ["a page", page(200)],
    ["one wrong member", status(200, { stop: true, disable_keys: ["n", 1] })],
    ["a list", status(200, [{ stop: true }])],
    ["a fraction of a nanosecond", status(200, { stop: true, next_update: 0.5 })],
    ["another type", answer({ contentType: "text/plain", body: '{"stop":true}' })],
  ])("%s", async ([, answer]) => {
    const at = await started(answer);
    at.tally.increment("n");
    expect(at.tally.snapshot()).toMatchObject({
      data: { n: 1 },
      pending: [{ data: { n: 1 } }],
      disabled: [],
      stopped: false,
    });
    expect(codes(at)).toEqual(["reply"]);
  });
});

test.for([404, 500, 503])(
  "a page with a %i is a matter of status, not of its reply",
  async (code) => {
    const at = world();
    at.network.answers([page(code)]);
    expect(await at.tally.flush()).toMatchObject({ error: { code: "status", cause: code } });
  },
);

test("each reply is read by itself: what an earlier one said is not remembered", async () => {
  const at = await started(status(500, { stop: true, next_update: 5e9 }), ok());
  await at.clock.advance(10_000);
  expect(at.tally.snapshot()).toMatchObject({ stopped: false });
  expect(at.clock.waits()).toEqual([HOUR + 30_000 - 5_500]);
});

describe("flush", () => {
  test("joins one that is under way", async () => {
    const at = world();
    at.tally.increment("n");
    const results = await Promise.all([at.tally.flush(), at.tally.flush(), at.tally.tick()]);
    expect(at.network.sent.length).toBe(1);
    expect(results).toEqual([
      { ok: true, sent: 1 },
      { ok: true, sent: 1 },
      { ok: true, sent: 1 },
    ]);
  });

  test("tells how much was sent and what went wrong", async () => {
    const at = world();
    at.network.answers([LOST]);
    at.tally.increment("a");
    expect(await at.tally.flush()).toMatchObject({
      ok: false,
      sent: 0,
      error: { code: "network", cause: LOST },
    });
    at.network.answers([ok(), status(500)]);
    at.tally.increment("b");
    expect(await at.tally.flush()).toMatchObject({ ok: false, sent: 1, error: { cause: 500 } });
  });

  test("posts to the endpoint as given, and asks to outlive the page", async () => {
    const at = world({ endpoint: "/v1/update?site=1" });
    await at.tally.flush();
    expect(at.network.sent).toMatchObject([
      { url: "/v1/update?site=1", options: { keepalive: true } },
    ]);
  });

  test("stops at the first failure, so that a dead network is asked once", async () => {
    const at = world();
    at.network.answers([LOST]);
    for (const key of ["a", "b", "c"]) {
      at.tally.increment(key);
      await at.tally.flush();
    }
    expect(at.network.sent.map(({ update }) => update.seq)).toEqual([1, 1, 1]);
    at.network.answers([ok()]);
    expect(await at.tally.flush()).toEqual({ ok: true, sent: 3 });
  });
});

describe("tick", () => {
  test("sends when nothing was ever sent, and then only when due", async () => {
    const at = world();
    at.network.answers([ok({ next_update: 60e9 })]);
    expect(await at.tally.tick()).toEqual({ ok: true, sent: 1 });
    at.tally.increment("n");
    await at.clock.advance(59_999);
    expect(await at.tally.tick()).toBeUndefined();
    await at.clock.advance(1);
    expect(await at.tally.tick()).toEqual({ ok: true, sent: 1 });
    expect(times(at)).toEqual([0, 60_000]);
    expect(at.clock.waits()).toEqual([]);
  });

  test("knows the schedule of the life before", async () => {
    const at = world();
    at.network.answers([ok({ next_update: 60e9 })]);
    await at.tally.flush();
    expect(await at.reload().tick()).toBeUndefined();
    await at.clock.advance(60_000);
    expect(await at.reload().tick()).toEqual({ ok: true, sent: 1 });
  });
});

describe("start", () => {
  test("sends at once in the first life", async () => {
    expect(times(await started(ok()))).toEqual([0]);
  });

  test("waits for the time that the life before was told", async () => {
    const at = await started(ok({ next_update: 60e9 }));
    await at.tally.stop();
    await at.clock.advance(30_000);
    const later = at.reload();
    later.start();
    await at.clock.advance(29_999);
    expect(times(at).length).toBe(2);
    await at.clock.advance(1);
    expect(times(at)[2]).toBe(60_000);
    await later.stop();
  });
});

describe("stop", () => {
  test("sends what is left and schedules nothing", async () => {
    const at = await started(ok({ next_update: 60e9 }));
    at.tally.increment("last");
    expect(await at.tally.stop()).toEqual({ ok: true, sent: 1 });
    await at.clock.advance(1e9);
    expect(dataSent(at)).toEqual([{ n: 1 }, { last: 1 }]);
    expect(at.clock.waits()).toEqual([]);
  });

  test("waits for the emission under way, then sends the rest", async () => {
    const at = await started("hang", ok());
    await at.clock.advance(40_000);
    at.tally.increment("last");
    const stopped = at.tally.stop();
    await at.clock.advance(20_000);
    expect(await stopped).toEqual({ ok: true, sent: 2 });
    expect(dataSent(at)).toEqual([{ n: 1 }, { n: 1 }, { last: 1 }]);
    expect(at.clock.waits()).toEqual([]);
  });

  test("is over after 30 s, whatever hangs", async () => {
    const at = await started("hang");
    const stopped = at.tally.stop();
    await at.clock.advance(30_000);
    expect(await stopped).toMatchObject({ ok: false, error: { code: "timeout" } });
    expect(at.tally.snapshot().pending.length).toBe(1);
  });

  test("tries again while its 30 s last", async () => {
    const at = await started(ok());
    at.network.answers([LOST, LOST, ok()]);
    const stopped = at.tally.stop();
    await at.clock.advance(30_000);
    expect(await stopped).toEqual({ ok: true, sent: 1 });
    expect(times(at)).toEqual([0, 0, 4_500, 18_500]);
  });

  test("gives up where the next try would be too late, and leaves the rest in the storage", async () => {
    const at = await started(ok());
    at.network.answers([LOST]);
    at.tally.increment("last");
    const stopped = at.tally.stop();
    await at.clock.advance(30_000);
    expect(await stopped).toMatchObject({ ok: false, sent: 0, error: { code: "network" } });
    expect(times(at)).toEqual([0, 0, 4_500, 18_500]);
    expect(Object.values(await contents(at.storage))).toContainEqual(
      expect.objectContaining({ data: { last: 1 } }),
    );
    expect(at.clock.waits()).toEqual([]);
  });

  test("does not argue with a server that wants fewer requests", async () => {
    const at = await started(ok());
    at.network.answers([status(429, {}, "1")]);
    expect(await at.tally.stop()).toMatchObject({ ok: false, error: { cause: 429 } });
    expect(times(at).length).toBe(2);
  });

  test("before anything was started sends all the same", async () => {
    const at = world();
    at.tally.increment("n");
    expect(await at.tally.stop()).toEqual({ ok: true, sent: 1 });
    expect(at.clock.waits()).toEqual([]);
  });

  test("called twice ends in one last emission", async () => {
    const at = await started(ok());
    await Promise.all([at.tally.stop(), at.tally.stop()]);
    expect(times(at).length).toBe(2);
  });

  test("right after start leaves no timer behind", async () => {
    const at = world();
    at.tally.start();
    await at.tally.stop();
    await at.clock.advance(1e9);
    expect(times(at).length).toBe(1);
  });

  test("is not the end: a second start goes on", async () => {
    const at = await started(ok({ next_update: 60e9 }));
    await at.tally.stop();
    at.tally.increment("again");
    at.tally.start();
    await at.clock.advance(60_000);
    expect(dataSent(at)).toEqual([{ n: 1 }, undefined, { again: 1 }]);
  });
});

test("stop() tells how many updates arrived in all its rounds", async () => {
  const at = world({ maxBytes: 1_200 });
  for (let key = 0; key < 24; key++) at.tally.set(`k${key}`, "x".repeat(100));
  at.network.answers([ok(), status(503), ok()]);
  const stopping = at.tally.stop();
  await at.clock.advance(30_000);
  const stopped = await stopping;
  expect(stopped).toEqual({ ok: true, sent: at.network.sent.length - 1 });
  expect(stopped.sent).toBeGreaterThan(2);
});

describe("the last emission", () => {
  test("is obeyed in the next life, too", async () => {
    const at = world();
    at.network.answers([ok({ disable_keys: ["secret"], next_update: 7_200e9 })]);
    at.tally.start();
    await at.tally.stop();
    const later = at.reload();
    later.increment("secret");
    later.increment("n");
    expect(await later.tick()).toBeUndefined();
    expect(later.snapshot().data).toEqual({ n: 1 });
    await at.clock.advance(2 * HOUR);
    await later.tick();
    expect(dataSent(at).at(-1)).toEqual({ n: 1 });
  });

  test("is not the end of a cycle that was started again meanwhile", async () => {
    const clock = fakeClock();
    const network = fakeNetwork(clock);
    network.answers(() => ok({ next_update: 60e9 }));
    const slow: Transport = async (...request) => {
      await new Promise<void>((resolve) => clock.after(100, resolve));
      return network.transport(...request);
    };
    const { tally } = world({ clock, transport: slow });
    tally.start();
    const stopped = tally.stop();
    await clock.advance(50);
    tally.start();
    await clock.advance(1_000);
    await stopped;
    tally.increment("n");
    await clock.advance(600_000);
    expect(network.sent.length).toBeGreaterThan(5);
    expect(network.sent.map(({ update }) => update.data)).toContainEqual({ n: 1 });
  });
});

test.for([400, 413, 422])(
  "what a %d refuses is dropped once, also when the reply forbids one of its keys",
  async (code) => {
    const at = world();
    at.network.answers([status(code, { disable_keys: ["a"] })]);
    at.tally.increment("a");
    for (let calls = 0; calls < 10; calls++) at.tally.increment("b");
    await at.tally.flush();
    expect(at.tally.snapshot()).toMatchObject({
      pending: [{ data: {}, calls: 0, lost: { rejected: 11 } }],
      lost: { rejected: 11 },
      dropped: {},
    });
    expect(JSON.stringify(at.tally.snapshot().pending)).not.toContain('"b"');
  },
);
