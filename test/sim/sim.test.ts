// Many worlds, each with its own misfortunes, and the promises that hold in all of them.
import { describe, expect, test } from "vitest";
import { builtClient } from "./client.ts";
import { type Failure, playSeeds } from "./crew.ts";
import { draw } from "./draw.ts";
import type { Schedule, Step } from "./schedule.ts";
import { shrink } from "./shrink.ts";
import { simulate } from "./simulate.ts";
import type { Tab } from "./tab.ts";
import type { World } from "./world.ts";

const SCHEDULES = 20_000;
/** With the client that is built, and so many of them in parallel with that of the sources. */
const BUILT_SCHEDULES = 1_500;
const COMPARED = 150;

/** A failure as somebody wants to read it. */
function told({ seed, story, breach }: Failure): string {
  return [`SEED=${seed}`, ...story, `broken: ${breach.promise}: ${breach.detail}`].join("\n");
}

/** All that the clients of a world have done to it. */
function traces({ story, breaches, site, disks }: World) {
  const written = disks.map(({ journal }) =>
    journal.map(({ by, atMs, changes }) => [(by as Tab).name, atMs, changes]),
  );
  return { story, breaches, accepted: [...site.accepted], written };
}

test("every promise holds in every schedule", async () => {
  const { played, failures } = await playSeeds(1, SCHEDULES);
  expect(failures.map(told)).toEqual([]);
  expect(played).toBe(SCHEDULES);
});

describe("the client that is built", () => {
  test("keeps every promise, too", async () => {
    const { played, failures } = await playSeeds(SCHEDULES + 1, BUILT_SCHEDULES, true);
    expect(failures.map(told)).toEqual([]);
    expect(played).toBe(BUILT_SCHEDULES);
  });

  test("does to the letter what the sources do", async () => {
    const built = await builtClient();
    for (let seed = 1; seed <= COMPARED; seed++) {
      expect(traces(await simulate(draw(seed), built))).toEqual(traces(await simulate(draw(seed))));
    }
  });
});

describe("a seed", () => {
  test("is the same schedule and the same story whenever it is played", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      expect(draw(seed)).toEqual(draw(seed));
      expect((await simulate(draw(seed))).story).toEqual((await simulate(draw(seed))).story);
    }
  });

  test("tells every kind of step and fate within a thousand", () => {
    const schedules = Array.from({ length: 1_000 }, (_, seed) => draw(seed));
    const steps = new Set(schedules.flatMap((schedule) => schedule.steps.map((step) => step.do)));
    const fates = new Set(schedules.flatMap((schedule) => schedule.fates));
    expect([...steps].sort()).toMatchInlineSnapshot(`
      [
        "away",
        "back",
        "backup",
        "clone",
        "close",
        "consent",
        "count",
        "discard",
        "disk full",
        "flush",
        "forget",
        "freeze",
        "hide",
        "jump",
        "kill",
        "network",
        "online",
        "open",
        "operator",
        "power cut",
        "reset",
        "restore",
        "server crash",
        "show",
        "sleep",
        "stop",
        "storage",
        "storm",
        "tick",
        "wait",
      ]
    `);
    expect([...fates].sort()).toMatchInlineSnapshot(`
      [
        "answer cut short",
        "answer lost",
        "answered late",
        "arrives late",
        "captive portal",
        "delivered twice",
        "down for a while",
        "fails after it is stored",
        "fails before it is stored",
        "fine",
        "hangs",
        "lost",
        "refused",
        "stored, answer hangs",
        "too many requests",
      ]
    `);
  });
});

test("a failing schedule is cut down to the steps that make it fail", async () => {
  const breaksAtTwoFlushes = async ({ steps, fates }: Schedule) => {
    const flushes = steps.filter((step: Step) => step.do === "flush").length;
    const isBroken = flushes > 1 && fates[3] === "lost";
    return { breaches: isBroken ? [{ promise: "p", detail: "" }] : [], story: [] };
  };
  const flush: Step = { do: "flush", afterMs: 9, tab: 0 };
  const wait: Step = { do: "wait", afterMs: 9 };
  const schedule: Schedule = {
    ...draw(1),
    steps: [wait, flush, wait, wait, flush, flush, wait],
    fates: ["lost", "hangs", "fine", "lost", "refused"],
  };
  const { steps, fates } = await shrink(schedule, breaksAtTwoFlushes);
  expect(steps).toEqual([
    { ...flush, afterMs: 0 },
    { ...flush, afterMs: 0 },
  ]);
  expect(fates).toEqual(["fine", "fine", "fine", "lost", "fine"]);
});
