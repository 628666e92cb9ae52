// An isolate's own storage: what storages keep, and ticks that no request can stop for good.
import { describe, expect, test } from "vitest";
import { createCollector } from "../../../../src/collector/collector.ts";
import type { Answer } from "../../../../src/core/ports.ts";
import { isolateStorage } from "../../../../src/workers/tally/isolate.ts";
import { storageContract } from "../../../contract/storage.ts";
import { manualClock } from "../../../support/manual-clock.ts";

describe("isolateStorage", () => {
  for (const [sentence, check] of Object.entries(storageContract)) {
    test(sentence, async () => {
      const [actual, expected] = await check(isolateStorage());
      expect(actual).toEqual(expected);
    });
  }

  test("a tick takes over from one whose request was ended, and loses no count", async () => {
    const clock = manualClock(1_795_250_403_000);
    const bodies: string[] = [];
    let isDead = true;
    const tally = createCollector({
      endpoint: "https://counts/",
      storage: isolateStorage(clock),
      clock,
      enabled: () => true,
      transport: (_url, body) => {
        // The promise of a request that was ended never settles.
        if (isDead) return new Promise<Answer>(() => {});
        bodies.push(body);
        const answer = JSON.stringify({ next_update: 1e9, ack: JSON.parse(body).seq });
        const headers = new Headers({ "content-type": "application/json" });
        return Promise.resolve({ status: 200, headers, body: answer });
      },
    });
    tally.increment("a");
    void tally.tick();
    await new Promise((resolve) => setImmediate(resolve));
    isDead = false;
    tally.increment("a");
    expect(await tally.tick()).toBeUndefined();
    clock.advance(31_000);
    await tally.tick();
    await tally.tick();
    clock.advance(61_000);
    await tally.tick();
    const counts = bodies.map((body) => JSON.parse(body)).map(({ seq, data }) => [seq, data?.a]);
    expect(counts.filter(([, a]) => a !== undefined)).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });
});
