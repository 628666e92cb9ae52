// What the description says of bodies and parameters is what is taken: each against zod's reading of its schemas.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Update } from "../../src/core/update.ts";
import { BODIES } from "../../src/server/openapi/bodies.ts";
import { FIELDS } from "../../src/server/openapi/fields.ts";
import { type Fields, faultOf, fieldOf, parameterName } from "../../src/server/schema/fields.ts";
import { read } from "../../src/server/schema/read.ts";
import { readApplication, readReport } from "../../src/server/schema/report.ts";
import type * as z from "../../src/server/schema/zod.ts";
import { readChange, readToken, readUndo } from "../../src/server/schema.ts";
import { isSound, UPDATE } from "../../src/server/sound.ts";
import { reportOf } from "../support/kept-reports.ts";
import { validUpdate } from "../support/requests.ts";

const runs = { numRuns: 5_000 };

/** The value that was read, or where it was wrong. */
type Result = { readonly value: unknown } | { readonly at: string };

function resultOf(run: () => unknown): Result {
  try {
    return { value: run() };
  } catch (error) {
    const { message, code } = error as { message: string; code: string };
    expect(code).toBe("parse");
    return { at: message.split(": ", 1)[0] as string };
  }
}

function byZod(schema: z.ZodMiniType, value: unknown): Result {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  const [name = "body", index] = result.error.issues[0]?.path ?? [];
  return { at: index === undefined ? String(name) : `${String(name)}[${String(index)}]` };
}

const times = (count: number, of: unknown) => Array.from({ length: count }, () => of);
/** Anything, and what lies on either side of a limit. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(...[0, 1, 64, 65, 128, 129, 200, 201, 500, 501, 1_024, 1_025].map(repeated)),
  fc.constantFrom("a\0", "\ud800", "2026-11-21T08:26:04Z", "2026-13-21T08:26:04Z"),
  fc.constantFrom(0, -0, 1, -1, 0.5, 99.9, 100, 100.1, 999, 1_000, 2_592_000_000, 2_592_000_001),
  fc.constantFrom(2 ** 53, -(2 ** 53), Number.MAX_SAFE_INTEGER, Infinity, -Infinity, Number.NaN),
  fc.constantFrom<unknown>(undefined, null, true, {}, { a: -1 }, [], ["a"], ["a", ""], ["a", 1]),
  fc.constantFrom(times(1_000, "a"), times(1_001, "a"), times(1_001, ""), [...times(999, "a"), 1]),
);

function repeated(length: number): string {
  return "x".repeat(length);
}

/** A body that will do, with some of its members changed, and some that nobody knows. */
const like = (sound: object, known: readonly string[]) => {
  const name = fc.constantFrom(...known, "more", "__proto__", "constructor");
  const changes = fc.array(fc.tuple(name, anything), { maxLength: 4 });
  return fc.oneof(
    anything,
    changes.map((changed) => Object.fromEntries([...Object.entries(sound), ...changed])),
  );
};

describe("a body is read as its schema says", () => {
  const members = Object.keys(UPDATE);
  const notes = ["version", "author", "reason"];
  const change = ["app", "interval_ms", "stop", "disable", "enable", "percent", "instances"];

  test("of an update", () => {
    fc.assert(
      fc.property(like(validUpdate(), members), (body) => {
        const expected = byZod(BODIES.Update, body);
        const run = () => read<Update>(UPDATE, body, "instance_id", "timestamp");
        expect(resultOf(run)).toStrictEqual(expected);
        if (isSound(body)) expect({ value: { ...body } }).toEqual(expected);
      }),
      runs,
    );
  });

  test("of a change", () => {
    fc.assert(
      fc.property(like({}, [...change, ...notes]), (body) => {
        const expected = byZod(BODIES.ControlsChange, body);
        expect(resultOf(() => readChange(body))).toStrictEqual(expected);
      }),
      runs,
    );
  });

  test("of an undo", () => {
    fc.assert(
      fc.property(like({ version: 1 }, notes), (body) => {
        expect(resultOf(() => readUndo(body))).toStrictEqual(byZod(BODIES.Undo, body));
      }),
      runs,
    );
  });

  test("of a report", () => {
    fc.assert(
      fc.property(like(reportOf(), Object.keys(reportOf())), (body) => {
        expect(resultOf(() => readReport(body))).toStrictEqual(byZod(BODIES.Report, body));
      }),
      runs,
    );
  });

  test("of a change of an application", () => {
    const settings = ["latest_version", "notices", "hard_limit", "disable"];
    const notices = fc.array(like({ level: "INFO", message: "a" }, ["level", "message"]), {
      maxLength: 22,
    });
    const body = fc
      .tuple(like({ application: "a" }, ["application", ...settings]), fc.option(notices))
      .map(([change, some]) =>
        some && typeof change === "object" ? { ...change, notices: some } : change,
      );
    fc.assert(
      fc.property(body, (change) => {
        const expected = byZod(BODIES.ApplicationChange, change);
        expect(resultOf(() => readApplication(change))).toStrictEqual(expected);
      }),
      runs,
    );
  });

  test("of a login, where what is no object has no token", () => {
    fc.assert(
      fc.property(like({ token: "a" }, ["token"]), (body) => {
        const expected = byZod(BODIES.Login, body);
        expect(resultOf(() => ({ token: readToken(body) }))).toStrictEqual(
          "at" in expected ? { at: "token" } : expected,
        );
      }),
      runs,
    );
  });
});

describe("a parameter is read as its schema says", () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.stringMatching(/^\d{0,13}[smhdw]?$/),
    fc.constantFrom(" ", " a ", "\u00a0", "00s", "007", "59s", "60s", "1m", "1m\n", "0w", "1e999"),
    fc.constantFrom("0", "1000", "1001", "999999999999", "24h", "members", "csv", "mean", "null"),
  );

  test.each(Object.keys(FIELDS) as (keyof Fields)[])("of %s", (field) => {
    fc.assert(
      fc.property(fc.option(text, { nil: undefined }), (given) => {
        // An empty text counts as none with some of them: test/unit/server/schema/fields.test.ts.
        fc.pre(given !== "");
        const name = parameterName(field);
        const query = new URLSearchParams(given === undefined ? {} : { [name]: given });
        const result = FIELDS[field].safeParse(given);
        expect(faultOf(query, field) === undefined).toBe(result.success);
        expect(resultOf(() => fieldOf(query, field))).toStrictEqual(
          result.success ? { value: result.data } : { at: name },
        );
      }),
      runs,
    );
  });
});
