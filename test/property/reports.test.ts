// Reports: whatever is answered, and however those who start together get in each other's way.
import fc from "fast-check";
import { expect, test } from "vitest";
import { TallybeaconError } from "../../src/core/errors.ts";
import type { Storage } from "../../src/core/ports.ts";
import { storedInstallId } from "../../src/report/install-id.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { reporterTo, reportServer } from "../support/reports.ts";

const member = fc.constantFrom(
  ...["application", "latest_version", "notices", "hard_limit", "disable_scout"],
  ...["Disable_Scout", "constructor", "__proto__", "x"],
);
const object = fc
  .array(fc.tuple(member, fc.oneof(fc.jsonValue(), fc.boolean(), fc.string())))
  .map((members) => `{${members.map((each) => each.map((x) => JSON.stringify(x)).join(":"))}}`);
const body = fc.oneof(
  { weight: 4, arbitrary: object },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.tuple(object, fc.nat()).map(([text, end]) => text.slice(0, end)) },
);
const status = fc.constantFrom(200, 200, 201, 299, 301, 400, 404, 429, 500, 503);
const retryAfter = fc.constantFrom("", "1", "-1", "1e400", "soon", "Thu, 01 Jan 1970 00:00:00 GMT");

test("a report is answered by a whole reply, or rejects with a TallybeaconError", async () => {
  await fc.assert(
    fc.asyncProperty(body, status, retryAfter, async (text, code, after) => {
      const headers = { "retry-after": after };
      const server = reportServer(new Response(text, { status: code, headers }));
      const report = reporterTo(server);
      const outcome = await report().catch((error: unknown) => error);
      if (outcome instanceof TallybeaconError) {
        expect(["status", "reply", "network"]).toContain(outcome.code);
        if (code >= 400) expect(outcome).toMatchObject({ code: "status", cause: code });
      } else {
        expect(code).toBeLessThan(300);
        expect(outcome).toEqual({
          application: expect.any(String),
          latest_version: expect.any(String),
          notices: expect.any(Array),
          hard_limit: expect.any(Boolean),
          disable_scout: expect.any(Boolean),
        });
      }
    }),
    { numRuns: 2_000 },
  );
});

/** Runs verbs in the order of their calls, and answers each as many turns later as `turns` has next. */
function laggard(inner: Storage, turns: () => number): Pick<Storage, "get" | "write" | "keys"> {
  let before: Promise<unknown> = Promise.resolve();
  const wait = async () => {
    for (let left = turns(); left > 0; left--) await undefined;
  };
  const inOrder = async <T>(verb: () => Promise<T>): Promise<T> => {
    const done = before.then(wait).then(verb);
    before = done;
    const result = await done;
    await wait();
    return result;
  };
  return {
    get: (key) => inOrder(() => inner.get(key)),
    write: (changes) => inOrder(() => inner.write(changes)),
    keys: (prefix) => inOrder(() => inner.keys(prefix)),
  };
}

test("lives that start together in one process have one id, however slow the storage", async () => {
  const lags = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(lags, fc.integer({ min: 2, max: 4 }), async (turns, lives) => {
      let call = 0;
      const storage = laggard(memoryStorage(), () => turns[call++ % turns.length] ?? 0);
      const all = await Promise.all(
        Array.from({ length: lives }, () => storedInstallId(storage)()),
      );
      const ids = new Set(all.map(({ id }) => id));
      expect(ids.size).toBe(1);
      expect(ids).toContain((await storedInstallId(storage)()).id);
    }),
    { numRuns: 500 },
  );
});

test("one report that succeeds says that the install is new, and no two at a time", async () => {
  const round = fc.array(fc.boolean(), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 5 }), async (rounds) => {
      const outcomes = rounds.flat().map((isGood) => (isGood ? "" : new Error("lost")));
      const server = reportServer(...outcomes);
      const storage = memoryStorage();
      const news: boolean[] = [];
      for (const together of rounds) {
        // Each round is a life of its own.
        const report = reporterTo(server, { installId: storedInstallId(storage) });
        const first = server.asked.length;
        await Promise.allSettled(together.map(() => report()));
        const sent = server.reports().slice(first);
        const flags = sent.map(({ metadata }) => metadata["new_install"] === true);
        expect(flags.filter(Boolean).length).toBeLessThan(2);
        news.push(...flags.map((isNew, index) => isNew && !!together[index]));
      }
      const succeeded = news.filter(Boolean).length;
      expect(succeeded).toBeLessThan(2);
      const { isNew } = await storedInstallId(storage)();
      expect(isNew).toBe(succeeded === 0);
    }),
    { numRuns: 500 },
  );
});
