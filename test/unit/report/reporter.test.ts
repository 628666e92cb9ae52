// One report, one POST.
import { afterEach, describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import type { InstallId } from "../../../src/core/report.ts";
import { optOut } from "../../../src/report/opt-out.ts";
import { createReporter, type ReporterOptions } from "../../../src/report/reporter.ts";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { hostileValues } from "../../support/hostile.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { freshEndpoint, LOCAL, reporterTo, reportServer } from "../../support/reports.ts";
import { contents, faultyStorage } from "../../support/storage.ts";

const refused = (status: number, body = "", headers: Record<string, string> = {}) =>
  new Response(body, { status, headers });
const NEWS = { ...LOCAL, application: "shop", latest_version: "2.0.0" };

describe("a report", () => {
  test("is one POST of application, id, version and metadata, in that order", async () => {
    const server = reportServer();
    const endpoint = new URL(freshEndpoint());
    const report = reporterTo(server, { endpoint, metadata: { mode: "m" } });
    await report({ action: "start" });
    const [{ url, init } = { url: "", init: {} }] = server.asked;
    expect(url).toBe(endpoint.href);
    expect(init).toMatchObject({
      method: "POST",
      credentials: "omit",
      redirect: "manual",
      headers: { "content-type": "application/json" },
      body: '{"application":"shop","install_id":"id-1","version":"1.2.3","metadata":{"mode":"m","action":"start"}}',
    });
  });

  test("has what every report has, under what it says itself", async () => {
    const server = reportServer();
    const metadata: { [key: string]: Json } = { mode: "m", over: "base", deep: { a: 1 } };
    const report = reporterTo(server, { metadata });
    metadata["late"] = true;
    const own = { over: "call", deep: { b: 2 } };
    const sent = report(own);
    own.deep.b = 3;
    await sent;
    await report();
    expect(server.reports().map((each) => each.metadata)).toEqual([
      { mode: "m", over: "call", deep: { b: 2 } },
      { mode: "m", over: "base", deep: { a: 1 } },
    ]);
  });

  test("goes by the platform's fetch where no other was given, as it is then", async () => {
    const { fetch, asked } = reportServer(JSON.stringify(NEWS));
    const report = createReporter({
      application: "shop",
      version: "1.2.3",
      endpoint: freshEndpoint(),
      installId: "id-1",
    });
    const real = globalThis.fetch;
    globalThis.fetch = fetch;
    try {
      expect(await report()).toEqual(NEWS);
    } finally {
      globalThis.fetch = real;
    }
    expect(asked.length).toBe(1);
  });
});

test.for(["application", "version", "endpoint", "installId"])("without %s none is made", (name) => {
  expect(() => reporterTo(reportServer(), { [name]: "" })).toThrow(
    expect.objectContaining({ code: "bad-option" }),
  );
});

describe("what is answered", () => {
  test.for<[string, Response | string, object]>([
    ["news", JSON.stringify(NEWS), NEWS],
    ["nothing", "", LOCAL],
    ["no content", new Response(null, { status: 204 }), LOCAL],
    ["no member that is known", "{}", { ...LOCAL, latest_version: "" }],
  ])("with %s", async ([, outcome, reply]) => {
    expect(await reporterTo(reportServer(outcome))()).toEqual(reply);
  });

  test.for<[string, Response | string | Error, { code: string; message?: unknown }]>([
    ["404 without a word", refused(404), { code: "status", message: "report: 404" }],
    ["500 with a version", refused(500, '{"latest_version":"9"}'), { code: "status" }],
    ["502 by a proxy", refused(502, "<html>"), { code: "status", message: "report: 502" }],
    ["a redirect", refused(307, "", { location: "/" }), { code: "network" }],
    ["HTML", "<html>", { code: "reply" }],
    ["a list", "[]", { code: "reply", message: "report: not an object" }],
    ["a member of another type", '{"latest_version":9}', { code: "reply" }],
    ["no network", new TypeError("Failed to fetch"), { code: "network" }],
  ])("%s is an error", async ([, outcome, error]) => {
    const report = reporterTo(reportServer(outcome));
    await expect(report()).rejects.toMatchObject({ name: "TallybeaconError", ...error });
  });

  test("in vain waits no longer than wanted", async () => {
    const report = reporterTo(reportServer("hang", ""), { timeoutMs: 1 });
    await expect(report()).rejects.toMatchObject({ code: "timeout" });
    expect(await report()).toEqual(LOCAL);
  });

  test("late is not waited for by whoever calls the report off", async () => {
    const calledOff = new AbortController();
    const sent = reporterTo(reportServer("hang"))({}, calledOff.signal);
    calledOff.abort();
    await expect(sent).rejects.toMatchObject({ code: "stopped", cause: { name: "AbortError" } });
  });
});

describe("nothing is sent", () => {
  const NOT_JSON = hostileValues().filter(([name]) => name !== "undefined");
  test.for(NOT_JSON)("of %s", async ([, value]) => {
    const server = reportServer();
    const report = reporterTo(server);
    await expect(report({ odd: value as Json })).rejects.toMatchObject({ code: "bad-value" });
    await expect(reporterTo(server, { metadata: { odd: value as Json } })()).rejects.toMatchObject({
      code: "bad-value",
    });
    expect(server.asked).toEqual([]);
  });

  test("where metadata cannot even be looked at", async () => {
    const [, value] = NOT_JSON.find(([name]) => name.includes("traps")) ?? [];
    await expect(reporterTo(reportServer())(value as never)).rejects.toMatchObject({
      code: "bad-value",
    });
  });
});

describe("opted out", () => {
  const realNavigator = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  afterEach(() => Object.defineProperty(globalThis, "navigator", realNavigator ?? {}));

  /** A reporter whose id, storage and network tell when they are used. */
  function watched(options: Partial<ReporterOptions> = {}) {
    const server = reportServer();
    const touched: string[] = [];
    const installId = async () => {
      touched.push("id");
      return { id: "id-1", isNew: true };
    };
    return { server, touched, report: reporterTo(server, { installId, ...options }) };
  }

  test("by `enabled`, the answer is local, and nobody is asked for anything", async () => {
    const storage = faultyStorage("rejects");
    let isEnabled = false;
    const { report, server, touched } = watched({ enabled: () => isEnabled });
    expect(await report({ a: 1 })).toEqual(LOCAL);
    expect([server.asked, touched]).toEqual([[], []]);
    expect(await watched({ enabled: () => false, storage }).report()).toEqual(LOCAL);
    isEnabled = true;
    await report();
    expect([server.asked.length, touched]).toEqual([1, ["id"]]);
  });

  test("by the browser's signals, unless the application knows better", async () => {
    const value = { globalPrivacyControl: true };
    Object.defineProperty(globalThis, "navigator", { configurable: true, value });
    const { report, server } = watched();
    expect(await report()).toEqual(LOCAL);
    expect(server.asked).toEqual([]);
    const knowing = watched({ enabled: () => true });
    await knowing.report();
    expect(knowing.server.asked.length).toBe(1);
  });

  test("by the choice that is stored, and in again", async () => {
    const storage = memoryStorage();
    const { report, server, touched } = watched({ storage });
    await optOut(storage, true);
    expect(await report()).toEqual(LOCAL);
    expect([server.asked, touched]).toEqual([[], []]);
    await optOut(storage, false);
    await report();
    expect(server.asked.length).toBe(1);
  });

  test("while the storage was asked, nothing is sent any more", async () => {
    const storage = memoryStorage();
    let isEnabled = true;
    const { report, server } = watched({ storage, enabled: () => isEnabled });
    const sent = report();
    isEnabled = false;
    expect(await sent).toEqual(LOCAL);
    expect(server.asked).toEqual([]);
  });

  test.for(["rejects", "throws"] as const)(
    "or not: a storage that %s does not say, and nothing is sent",
    async (fault) => {
      const { report, server, touched } = watched({ storage: faultyStorage(fault) });
      await expect(report()).rejects.toMatchObject({ code: "storage" });
      expect([server.asked, touched]).toEqual([[], []]);
    },
  );

  test("`enabled` that throws has nothing sent", async () => {
    const enabled = () => {
      throw new Error("SecurityError");
    };
    const { report, server } = watched({ enabled });
    await expect(report()).rejects.toMatchObject({ code: "storage" });
    expect(server.asked).toEqual([]);
  });
});

describe("the id", () => {
  test("is asked for by the first report, once", async () => {
    const server = reportServer();
    let calls = 0;
    const installId = async () => ({ id: `id-${++calls}`, isNew: false });
    const report = reporterTo(server, { installId });
    expect(calls).toBe(0);
    await Promise.all([report(), report()]);
    await report();
    expect(server.reports().map((each) => each.install_id)).toEqual(["id-1", "id-1", "id-1"]);
  });

  test.for<[string, () => Promise<InstallId>]>([
    ["rejects", () => Promise.reject(new Error("no id"))],
    [
      "throws",
      () => {
        throw new Error("no id");
      },
    ],
  ])("is asked for again after its source %s", async ([, fail]) => {
    const server = reportServer();
    let calls = 0;
    const installId = () =>
      calls++ === 0 ? fail() : Promise.resolve({ id: "second", isNew: false });
    const report = reporterTo(server, { installId });
    const message = "report: Error: no id";
    await expect(report()).rejects.toMatchObject({ code: "source", message });
    expect(server.asked).toEqual([]);
    await report();
    await report();
    expect(server.reports().map((each) => each.install_id)).toEqual(["second", "second"]);
    expect(calls).toBe(2);
  });

  test("is kept when a report fails", async () => {
    let calls = 0;
    const installId = async () => ({ id: `id-${++calls}`, isNew: false });
    const report = reporterTo(reportServer(refused(500)), { installId });
    await report().catch(() => {});
    await report().catch(() => {});
    expect(calls).toBe(1);
  });

  test("brings metadata, under what the application says", async () => {
    const server = reportServer();
    const metadata = { install_id_old: "old-1", over: "id" };
    const installId = async () => ({ id: "id-1", isNew: false, metadata });
    await reporterTo(server, { installId, metadata: { over: "base" } })();
    expect(server.reports()[0]?.metadata).toEqual({
      install_id_old: "old-1",
      over: "base",
      new_install: false,
    });
  });
});

describe("that an install is new", () => {
  /** What `new_install` was in each report, and how often success was told. */
  function fresh(...outcomes: Parameters<typeof reportServer>) {
    const server = reportServer(...outcomes);
    const told: number[] = [];
    const installId = async () => ({
      id: "id-1",
      isNew: true,
      told: async () => told.push(server.asked.length),
    });
    const flags = () => server.reports().map(({ metadata }) => metadata["new_install"]);
    return { server, told, flags, report: reporterTo(server, { installId }) };
  }

  test("is told once", async () => {
    const { report, flags, told } = fresh();
    for (let round = 0; round < 3; round++) await report();
    expect(flags()).toEqual([true, false, false]);
    expect(told).toEqual([1]);
  });

  test("is told by one of many at a time", async () => {
    const { report, flags, told } = fresh();
    await Promise.all([report(), report(), report()]);
    expect(flags().sort()).toEqual([false, false, true]);
    expect(told.length).toBe(1);
  });

  test("is told until a report succeeds", async () => {
    const { report, flags, told } = fresh(refused(500), new TypeError("lost"), "<html>", "");
    for (let round = 0; round < 5; round++) await report().catch(() => {});
    expect(flags()).toEqual([true, true, true, true, false]);
    expect(told).toEqual([4]);
  });

  test("is left to others where the report that told so failed, and asked for again", async () => {
    const log: string[] = [];
    const installId = async () => {
      log.push("asked");
      return { id: "id-1", isNew: log.length === 1, release: () => log.push("released") };
    };
    const server = reportServer("hang", refused(500), "");
    const report = reporterTo(server, { installId });
    const calledOff = new AbortController();
    const failing = report({}, calledOff.signal);
    await expect(report()).rejects.toMatchObject({ code: "status" });
    expect(log).toEqual(["asked"]);
    calledOff.abort();
    await expect(failing).rejects.toMatchObject({ code: "stopped" });
    expect(log).toEqual(["asked", "released"]);
    await report();
    expect(log).toEqual(["asked", "released", "asked"]);
    const flags = server.reports().map(({ metadata }) => metadata["new_install"]);
    expect(flags).toEqual([true, false, false]);
  });

  test("is told, even if that cannot be remembered", async () => {
    const server = reportServer();
    const told = () => Promise.reject(new Error("disk is on fire"));
    const installId = async () => ({ id: "id-1", isNew: true, told });
    const report = reporterTo(server, { installId });
    expect(await report()).toEqual(LOCAL);
    await report();
    expect(server.reports().map(({ metadata }) => metadata["new_install"])).toEqual([true, false]);
  });

  test("is not said of an id that is just a text", async () => {
    const server = reportServer();
    await reporterTo(server)();
    expect(server.reports()[0]?.metadata).toEqual({});
  });
});

describe("Retry-After", () => {
  test.for<[string, Response]>([
    ["429", refused(429, "", { "retry-after": "60" })],
    ["503", refused(503, "<html>", { "retry-after": "60" })],
  ])("of %s is a time in which nothing is sent", async ([, outcome]) => {
    const clock = manualClock();
    const server = reportServer(outcome, "");
    const report = reporterTo(server, { clock });
    await expect(report()).rejects.toMatchObject({ code: "status" });
    clock.advance(59_999);
    await expect(report()).rejects.toMatchObject({ code: "status", message: "report: not yet" });
    expect(server.asked.length).toBe(1);
    clock.advance(1);
    expect(await report()).toEqual(LOCAL);
  });

  test("that says nothing costs nothing", async () => {
    const server = reportServer(refused(429), refused(429, "", { "retry-after": "soon" }), "");
    const report = reporterTo(server, { clock: manualClock() });
    for (let round = 0; round < 2; round++) {
      await expect(report()).rejects.toMatchObject({ code: "status" });
    }
    expect(await report()).toEqual(LOCAL);
  });

  test("is heeded by every reporter of the application at that endpoint", async () => {
    const endpoint = freshEndpoint();
    const clock = manualClock();
    const server = reportServer(refused(429, "", { "retry-after": "60" }), "");
    await expect(reporterTo(server, { endpoint, clock })()).rejects.toMatchObject({ cause: 429 });
    const other = reporterTo(server, { endpoint, clock });
    await expect(other()).rejects.toMatchObject({ message: "report: not yet" });
    await reporterTo(server, { clock })();
    clock.advance(60_000);
    await other();
    expect(server.asked.length).toBe(3);
  });

  test("is not forgotten over an answer that was under way", async () => {
    const clock = manualClock();
    const server = reportServer(refused(429, "", { "retry-after": "60" }), refused(500));
    const report = reporterTo(server, { clock });
    await Promise.allSettled([report(), report()]);
    await expect(report()).rejects.toMatchObject({ message: "report: not yet" });
    expect(server.asked.length).toBe(2);
  });
});

describe("disable_scout", () => {
  const OFF = '{"disable_scout":true,"latest_version":"2.0.0"}';

  test("ends reports after the one that it answers", async () => {
    const server = reportServer(OFF);
    const report = reporterTo(server);
    expect(await report()).toEqual({ ...LOCAL, latest_version: "2.0.0", disable_scout: true });
    expect(await report()).toEqual(LOCAL);
    expect(server.asked.length).toBe(1);
  });

  test.for<[string, Response | string, string]>([
    ["beside a bad member", '{"latest_version":9,"disable_scout":true}', "reply"],
    ["with an error", refused(403, OFF), "status"],
  ])("counts %s", async ([, outcome, code]) => {
    const server = reportServer(outcome);
    const report = reporterTo(server);
    await expect(report()).rejects.toMatchObject({ code });
    expect(await report()).toEqual(LOCAL);
    expect(server.asked.length).toBe(1);
  });

  test("holds for every reporter of the application at that endpoint, and for no other", async () => {
    const endpoint = freshEndpoint();
    await reporterTo(reportServer(OFF), { endpoint })();
    const server = reportServer();
    await reporterTo(server, { endpoint: new URL(endpoint) })();
    expect(server.asked.length).toBe(0);
    await reporterTo(server, { endpoint, application: "blog" })();
    await reporterTo(server)();
    expect(server.asked.length).toBe(2);
  });

  test("is not taken back by an answer that was under way", async () => {
    const clock = manualClock();
    const server = reportServer(OFF, refused(429, "", { "retry-after": "60" }));
    const report = reporterTo(server, { clock });
    await Promise.allSettled([report(), report()]);
    clock.advance(60_000);
    expect(await report()).toEqual(LOCAL);
    expect(server.asked.length).toBe(2);
  });

  test("asks for no id any more", async () => {
    const endpoint = freshEndpoint();
    await reporterTo(reportServer(OFF), { endpoint })();
    const installId = () => Promise.reject(new Error("asked"));
    expect(await reporterTo(reportServer(), { endpoint, installId })()).toEqual(LOCAL);
  });

  test("is kept in the storage", async () => {
    const storage = memoryStorage();
    const endpoint = freshEndpoint();
    await reporterTo(reportServer(OFF), { endpoint, storage })();
    expect(await contents(storage)).toEqual({ [`report/off/${endpoint} shop`]: true });
    // As after a reload: nobody of this process has heard of it.
    const later = freshEndpoint();
    await storage.write({ [`report/off/${later} shop`]: true });
    const server = reportServer();
    expect(await reporterTo(server, { endpoint: later, storage })()).toEqual(LOCAL);
    await reporterTo(server, { endpoint: later, storage, application: "blog" })();
    expect(server.asked.length).toBe(1);
  });

  test("that cannot be kept holds for this life", async () => {
    const server = reportServer(OFF);
    const report = reporterTo(server, { storage: faultyStorage("rejects", ["write"]) });
    expect(await report()).toMatchObject({ disable_scout: true });
    expect(await report()).toEqual(LOCAL);
  });
});
