import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_DEPTH } from "../../../../src/core/limits.ts";
import { readUpdate as readByServer } from "../../../../src/server/schema.ts";
import { readUpdate } from "../../../../src/workers/tally/read-update.ts";
import { validUpdate } from "../../../support/requests.ts";

/** What is wrong, by either reader; nothing where nothing is. */
function faultOf(read: (value: unknown) => unknown, value: unknown): string | undefined {
  try {
    read(value);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: "parse" });
    return (error as Error).message;
  }
}

const deep = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);

describe("readUpdate of isolates", () => {
  test("gives back what is sound", () => {
    const update = validUpdate({ calls: 1, set_keys: ["a"], dropped: { reset: 2 }, forget: false });
    expect(readUpdate(update)).toBe(update);
  });

  test.each<[string, unknown]>([
    ["a list", []],
    ["nothing", null],
    ["no instance", { ...validUpdate(), instance_id: undefined }],
    ["half a number", validUpdate({ seq: 1.5 })],
    ["a number alone", { ...validUpdate(), epoch: undefined }],
    ["an epoch alone", { instance_id: "a", timestamp: validUpdate().timestamp, epoch: "e" }],
    ["a day", validUpdate({ timestamp: "21.11.2026" })],
    ["another key", validUpdate({ set_keys: ["a", 1 as never] })],
    ["fewer than none", validUpdate({ lost: { ["r".repeat(50)]: -1 } })],
    ["no number", validUpdate({ faults: { network: "1" as never } })],
    ["infinity", validUpdate({ data: { a: { b: [1, Number.POSITIVE_INFINITY] } } })],
    ["something deep", validUpdate({ data: { a: deep(MAX_DEPTH + 2) as never } })],
    ["a name of objects", validUpdate({ data: JSON.parse('{"__proto__":1e999}') })],
  ])("finds of %s what the server finds", (_, value) => {
    expect(faultOf(readUpdate, value)).toBe(faultOf(readByServer, value));
  });

  const members = Object.keys(
    validUpdate({
      expect_next: "",
      set_keys: [],
      calls: 0,
      dropped: {},
      recorded: 0,
      lost: {},
      faults: {},
      controls: 0,
      offset_ms: 0,
      forget: false,
    }),
  );

  test("finds of any member that is spoilt what the server finds", () => {
    const spoilt = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.integer(),
      fc.string({ unit: "binary", maxLength: 140 }),
      fc.dictionary(fc.string(), fc.double(), { maxKeys: 2 }),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.constantFrom(...members), spoilt, (name, value) => {
        const update = { ...validUpdate(), [name]: value };
        if (value === undefined) Reflect.deleteProperty(update, name);
        expect(faultOf(readUpdate, update)).toBe(faultOf(readByServer, update));
      }),
      { numRuns: 2_000 },
    );
  });
});
