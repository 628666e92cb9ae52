// Reports in order, for who cannot wait for them.
import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";
import type { Data } from "../../../src/core/json.ts";
import { MAX_QUEUED_REPORTS, REPORT_CLOSE_MS } from "../../../src/core/report-limits.ts";
import { createReportQueue } from "../../../src/report/queue.ts";
import type { Reporter } from "../../../src/report/reporter.ts";
import { hostileValues } from "../../support/hostile.ts";
import { type ManualClock, manualClock } from "../../support/manual-clock.ts";
import { LOCAL, reporterTo, reportServer } from "../../support/reports.ts";

/** A reporter that says when, and what was given to it. */
function byHand() {
  const given: { metadata: Data; signal: AbortSignal | undefined }[] = [];
  const open: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  const reporter: Reporter = (metadata = {}, signal) => {
    given.push({ metadata, signal });
    return new Promise((resolve, reject) => open.push({ resolve: () => resolve(LOCAL), reject }));
  };
  /** Ends the oldest that is under way. */
  const end = async (error?: unknown) => {
    const oldest = open.shift();
    if (error) oldest?.reject(error);
    else oldest?.resolve();
    await settle();
  };
  return { given, end, reporter };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

/** A queue, what it told, and its clock. */
function queueOf(reporter: Reporter, maxReports?: number) {
  const clock: ManualClock = manualClock();
  const told: string[] = [];
  const options = { clock, onError: ({ code }: TallybeaconError) => void told.push(code) };
  const queue = createReportQueue(reporter, { ...options, ...(maxReports && { maxReports }) });
  return { clock, told, queue };
}

describe("a queue", () => {
  test("sends one report after the other, numbered, under one trace", async () => {
    const { given, end, reporter } = byHand();
    const { queue } = queueOf(reporter);
    for (const action of ["a", "b", "c"]) queue.report({ action });
    for (let sent = 1; sent <= 3; sent++) {
      expect(given.length).toBe(sent);
      await end();
    }
    const traces = new Set(given.map(({ metadata }) => metadata["trace_id"]));
    expect([...traces]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(given.map(({ metadata: { action, index } }) => [action, index])).toEqual([
      ["a", 1],
      ["b", 2],
      ["c", 3],
    ]);
    queue.report();
    expect(given[3]?.metadata).toMatchObject({ index: 4 });
  });

  test("lets a report say otherwise", () => {
    const { given, reporter } = byHand();
    const { queue } = queueOf(reporter);
    queue.report({ index: "first", trace_id: "mine" });
    expect(given[0]?.metadata).toEqual({ index: "first", trace_id: "mine" });
  });

  test("keeps what it was given as it was then", async () => {
    const { given, end, reporter } = byHand();
    const { queue } = queueOf(reporter);
    const metadata = { deep: { n: 1 } };
    queue.report();
    queue.report(metadata);
    metadata.deep.n = 2;
    await end();
    expect(given[1]?.metadata["deep"]).toEqual({ n: 1 });
  });

  test("goes on after a report that failed, and tells", async () => {
    const { given, end, reporter } = byHand();
    const { queue, told } = queueOf(reporter);
    queue.report();
    queue.report();
    await end(new TallybeaconError("network", "lost"));
    await end();
    expect(given.length).toBe(2);
    expect(queue.dropped()).toEqual({ full: 0, failed: 1, closed: 0 });
    expect(told).toEqual(["network"]);
  });

  test(`takes ${MAX_QUEUED_REPORTS} beside the one under way, and counts the rest`, async () => {
    const { given, end, reporter } = byHand();
    const { queue, told } = queueOf(reporter);
    for (let report = 0; report < MAX_QUEUED_REPORTS + 4; report++) queue.report();
    expect(queue.dropped()).toEqual({ full: 3, failed: 0, closed: 0 });
    expect(told).toEqual(["outbox-full"]);
    for (let report = 0; report < MAX_QUEUED_REPORTS + 1; report++) await end();
    expect(given.length).toBe(MAX_QUEUED_REPORTS + 1);
    queue.report();
    expect(given.at(-1)?.metadata["index"]).toBe(MAX_QUEUED_REPORTS + 2);
  });

  test("takes as many as it was told to", () => {
    const { reporter } = byHand();
    const { queue } = queueOf(reporter, 1);
    for (let report = 0; report < 4; report++) queue.report();
    expect(queue.dropped()["full"]).toBe(2);
  });

  test("never throws, whatever it is given", () => {
    const { given, reporter } = byHand();
    const { queue, told } = queueOf(reporter);
    const values = hostileValues().filter(([name]) => name !== "undefined");
    for (const [, odd] of values) queue.report({ odd } as never);
    expect(queue.dropped()["failed"]).toBe(values.length);
    expect([given, told]).toEqual([[], ["bad-value"]]);
  });

  test("does not mind a listener that throws, or a reporter that does", async () => {
    const fail = (): never => {
      throw new TallybeaconError("network", "lost");
    };
    const queue = createReportQueue(fail, { onError: fail, clock: manualClock() });
    queue.report();
    queue.report();
    await queue.close();
    expect(queue.dropped()["failed"]).toBe(2);
  });
});

describe("closing", () => {
  test("waits for what is queued, and takes no more", async () => {
    const { end, reporter } = byHand();
    const { queue, told, clock } = queueOf(reporter);
    queue.report();
    queue.report();
    let isClosed = false;
    const closing = queue.close().then(() => {
      isClosed = true;
    });
    queue.report();
    await end();
    expect(isClosed).toBe(false);
    await end();
    await closing;
    expect(queue.dropped()).toEqual({ full: 0, failed: 0, closed: 1 });
    expect(told).toEqual(["stopped"]);
    expect(clock.pending()).toBe(0);
  });

  test(`gives up after ${REPORT_CLOSE_MS} ms, and counts what was left`, async () => {
    const { given, reporter } = byHand();
    const { queue, clock } = queueOf(reporter);
    for (let report = 0; report < 3; report++) queue.report();
    const closing = queue.close();
    clock.advance(REPORT_CLOSE_MS - 1);
    await settle();
    expect(given[0]?.signal?.aborted).toBe(false);
    clock.advance(1);
    await closing;
    expect(given.length).toBe(1);
    expect(given[0]?.signal?.aborted).toBe(true);
    expect(queue.dropped()).toEqual({ full: 0, failed: 0, closed: 3 });
  });

  test("twice, or with nothing queued, is no trouble", async () => {
    const { end, reporter } = byHand();
    const { queue } = queueOf(reporter);
    queue.report();
    const both = Promise.all([queue.close(), queue.close()]);
    await end();
    await both;
    await queue.close();
    expect(queue.dropped()).toEqual({ full: 0, failed: 0, closed: 0 });
  });
});

test("reports arrive in order, as one reporter sends them", async () => {
  const server = reportServer();
  const queue = createReportQueue(reporterTo(server, { metadata: { mode: "m", index: 0 } }));
  for (const action of ["a", "b"]) queue.report({ action });
  await queue.close();
  expect(server.reports().map(({ metadata }) => metadata)).toMatchObject([
    { mode: "m", index: 1, action: "a" },
    { mode: "m", index: 2, action: "b" },
  ]);
});
