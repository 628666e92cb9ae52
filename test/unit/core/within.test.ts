import { describe, expect, test } from "vitest";
import { within } from "../../../src/core/within.ts";
import { manualClock } from "../../support/manual-clock.ts";

const never = () => new Promise<never>(() => {});

describe("what is done within a time", () => {
  test.each([
    ["a value", () => 7, { status: "fulfilled", value: 7 }],
    ["a promise", async () => 7, { status: "fulfilled", value: 7 }],
    ["a rejection", () => Promise.reject("no"), { status: "rejected", reason: "no" }],
    [
      "a throw",
      () => {
        throw "no";
      },
      { status: "rejected", reason: "no" },
    ],
  ])("settles like %s, and leaves no timer behind", async (_, run, settled) => {
    const clock = manualClock();
    expect(await Promise.allSettled([within<unknown>(clock, 10, run)])).toEqual([settled]);
    expect(clock.pending()).toBe(0);
  });

  test("is given up when it is over, and told so", async () => {
    const clock = manualClock();
    let told: AbortSignal | undefined;
    const late = within(clock, 10, (signal) => {
      told = signal;
      return never();
    });
    clock.advance(9);
    expect(told?.aborted).toBe(false);
    clock.advance(1);
    await expect(late).rejects.toMatchObject({ code: "timeout", message: "not done within 10 ms" });
    expect(told?.reason).toMatchObject({ code: "timeout" });
  });

  test("is given up when another signal says so, for its reason", async () => {
    const clock = manualClock();
    const outer = new AbortController();
    let told: AbortSignal | undefined;
    const left = within(
      clock,
      10,
      (signal) => {
        told = signal;
        return never();
      },
      outer.signal,
    );
    outer.abort("gone");
    await expect(left).rejects.toBe("gone");
    expect(told?.reason).toBe("gone");
    expect(clock.pending()).toBe(0);
  });

  test("that threw is over, whatever is said of it later", async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => unheard.push(reason);
    process.on("unhandledRejection", hear);
    const outer = new AbortController();
    const fail = () => {
      throw "no";
    };
    await expect(within(manualClock(), 10, fail, outer.signal)).rejects.toBe("no");
    outer.abort("gone");
    await new Promise((resolve) => setTimeout(resolve));
    process.off("unhandledRejection", hear);
    expect(unheard).toEqual([]);
  });

  test("is not begun when another signal said so before", async () => {
    const clock = manualClock();
    let isBegun = false;
    const run = () => {
      isBegun = true;
    };
    await expect(within(clock, 10, run, AbortSignal.abort("gone"))).rejects.toBe("gone");
    expect([isBegun, clock.pending()]).toEqual([false, 0]);
  });
});
