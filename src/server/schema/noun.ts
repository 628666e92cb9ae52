// Schemas of the nouns of core/: each has the members of its noun, no more, no less, and of the same types.
import type { Scalar } from "../../core/json.ts";
import * as z from "./zod.ts";

/** Members that are not only assignable to those of `T`, but take all that they may be. */
type Exact<M, T> = {
  [K in keyof M]: K extends keyof T
    ? [Required<T>[K]] extends [z.output<M[K]>]
      ? M[K]
      : never
    : never;
};

/** `noun<Point>()({ ts: z.int(), total: z.number() })`; anything else does not compile. */
export const noun =
  <T extends object>(): (<M extends z.Members<T>>(members: M & Exact<M, T>) => z.ZodMiniType<T>) =>
  (members) =>
    z.object(members) as unknown as z.ZodMiniType<T>;

/** What may be left out. */
export const maybe = <T>(of: z.ZodMiniType<T>): z.ZodMiniExactOptional<z.ZodMiniType<T>> =>
  z.exactOptional(of);

/** Lists, as the nouns have them. */
export const list = <T>(of: z.ZodMiniType<T>): z.ZodMiniType<readonly T[]> =>
  z.readonly(z.array(of));

/** From 0: how many, or Unix milliseconds. */
export const count = (): z.ZodMiniType<number> => z.int().check(z.minimum(0));
/** How many of each reason, or kind of trouble. */
export const byReason = (): z.ZodMiniType<Readonly<Record<string, number>>> =>
  z.record(z.string(), z.number());
/** A member of a counting set. */
export const scalar = (): z.ZodMiniType<Scalar> =>
  z.union([z.string(), z.number(), z.boolean(), z.null()]);
