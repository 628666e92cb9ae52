// Schemas that are held to their nouns, by the compiler and when they run.
import { expect, test } from "vitest";
import { byReason, count, list, maybe, noun, scalar } from "../../../../src/server/schema/noun.ts";
import { z } from "../../../../src/server/schema/zod.ts";

interface Crate {
  readonly name: string;
  readonly size?: number;
  readonly kind: "large" | "small";
  readonly parts: readonly string[];
}
const kind = z.enum(["large", "small"]);
const rest = { size: maybe(z.number()), kind, parts: list(z.string()) };

test("a schema of a noun takes what the noun is", () => {
  const crate = noun<Crate>()({ name: z.string(), ...rest });
  const value: Crate = { name: "a", kind: "small", parts: ["b"] };
  expect(crate.parse(value)).toEqual(value);
  expect(crate.safeParse({ ...value, size: "large" }).success).toBe(false);
});

test("does not compile when it is not the noun's", () => {
  const name = z.string();
  // @ts-expect-error one is missing
  noun<Crate>()({ ...rest });
  // @ts-expect-error one that may be left out is missing
  noun<Crate>()({ name, kind, parts: list(z.string()) });
  // @ts-expect-error one is too many
  noun<Crate>()({ name, ...rest, colour: z.string() });
  // @ts-expect-error one is of another type
  noun<Crate>()({ ...rest, name: z.number() });
  // @ts-expect-error one takes less than it may be
  noun<Crate>()({ ...rest, name, kind: z.enum(["large"]) });
  // @ts-expect-error one takes more than it may be
  noun<Crate>()({ ...rest, name, kind: z.enum(["large", "small", "huge"]) });
  expect(rest.kind.safeParse("huge").success).toBe(false);
});

test.each([
  ["count", count(), [0, 7], [-1, 0.5, "1"]],
  ["members", scalar(), ["", 0.5, true, null], [[], {}, undefined]],
  ["counts by reason", byReason(), [{}, { offline: 2 }], [{ offline: "2" }, []]],
])("%s are what they are", (_, schema, right, wrong) => {
  for (const value of right) expect(schema.parse(value)).toEqual(value);
  for (const value of wrong) expect(schema.safeParse(value).success).toBe(false);
});
