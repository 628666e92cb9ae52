// Values by their schemas.
import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../../../src/core/errors.ts";
import { quote, read, wrong } from "../../../../src/server/schema/read.ts";
import { z } from "../../../../src/server/schema/zod.ts";

const schema = z.object(
  {
    list: z.array(z.object({ count: z.int("must be whole") })),
    byName: z.record(z.string(), z.number("must be a number")),
  },
  "must be an object",
);
const right = { list: [{ count: 1 }], byName: { a: 1 } };

describe("reading", () => {
  test("gives the value, without members that nobody knows", () => {
    expect(read(schema, { ...right, more: 1 })).toEqual(right);
  });

  test.each([
    [{ ...right, list: [{ count: 1 }, { count: 0.5 }] }, "list[1].count: must be whole"],
    [{ ...right, byName: { a: "x" } }, "byName.a: must be a number"],
    [
      { ...right, byName: { ["x".repeat(50)]: "x" } },
      `byName.${"x".repeat(40)}…: must be a number`,
    ],
    [null, "body: must be an object"],
  ])("%j is refused where it is wrong", (value, message) => {
    expect(() => read(schema, value)).toThrow(message);
  });

  test("names the whole as it is told to", () => {
    expect(() => read(z.string("must be given"), undefined, "key")).toThrow(/^key: must be given$/);
  });

  test("throws what is answered with 400", () => {
    expect(wrong("limit: too many")).toBeInstanceOf(TallybeaconError);
    expect(wrong("limit: too many")).toMatchObject({ code: "parse", message: "limit: too many" });
  });

  test("quotes no more than is needed to find it", () => {
    expect([quote("x".repeat(40)), quote("x".repeat(41))]).toEqual([
      "x".repeat(40),
      `${"x".repeat(40)}…`,
    ]);
  });
});
