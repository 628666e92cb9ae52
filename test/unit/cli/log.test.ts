import { expect, test } from "vitest";
import { createLog, type LogOptions } from "../../../src/cli/log.ts";
import { TallybeaconError } from "../../../src/core/errors.ts";

function setUp(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const clock = { now: () => Date.UTC(2026, 10, 30) };
  const write = (line: string) => void lines.push(line);
  return { lines, log: createLog({ form: "json", isQuiet: false, clock, write, ...options }) };
}

test("an event is one line of JSON", () => {
  const { lines, log } = setUp();
  log("info", "listening", { url: "http://127.0.0.1:8787", data: "a\nb" });
  expect(lines).toEqual([
    '{"at":"2026-11-30T00:00:00.000Z","level":"info","event":"listening","url":"http://127.0.0.1:8787","data":"a\\nb"}',
  ]);
});

test("for people it is a line, too, whatever is in it", () => {
  const { lines, log } = setUp({ form: "text" });
  log("warn", "odd", { code: "storage", message: 'disk "a" is\nfull', count: 3, cause: undefined });
  expect(lines).toEqual([
    '2026-11-30T00:00:00.000Z warn odd code=storage message="disk \\"a\\" is\\nfull" count=3',
  ]);
});

test("for people an error is an error, once", () => {
  const { lines, log } = setUp({ form: "text" });
  log.trouble(new TallybeaconError("storage", "disk full"));
  expect(lines).toEqual(['2026-11-30T00:00:00.000Z error code=storage message="disk full"']);
});

test("trouble is told with its code and its cause", () => {
  const { lines, log } = setUp();
  log.trouble(
    new TallybeaconError("storage", "updates could not be written", new Error("disk full")),
  );
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    at: "2026-11-30T00:00:00.000Z",
    level: "error",
    event: "error",
    code: "storage",
    message: "updates could not be written",
    cause: "disk full",
  });
});

test("keys beyond the limits are a warning", () => {
  const { lines, log } = setUp();
  log.trouble(new TallybeaconError("buffer-full", "keys not kept"));
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "warn", code: "buffer-full" });
});

test("what nobody expected is told with where it came from, and what is no error as it is", () => {
  const { lines, log } = setUp();
  log.trouble(new TypeError("x is not a function"));
  log.trouble("odd");
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { message: "x is not a function", stack: expect.stringContaining("log.test.ts") },
    { message: "odd" },
  ]);
});

test("quiet leaves out what is for information, and nothing that went wrong", () => {
  const { lines, log } = setUp({ isQuiet: true, form: "text" });
  log("info", "stopping");
  log("warn", "odd");
  log.trouble(new TallybeaconError("storage", "no"));
  expect(lines.map((line) => line.split(" ")[1])).toEqual(["warn", "error"]);
});
