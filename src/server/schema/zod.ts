// The one way to zod, and what its schemas cannot say of themselves in JSON Schema.
import * as z from "zod/mini";

// Name by name, for bundlers to leave out what is not used: of a namespace that is handed on they take all.
export * from "zod/mini";

/** One schema for every member of `T`, no more and no less, each giving that member's type. */
export type Members<T> = { readonly [K in keyof Required<T>]: z.ZodMiniType<Required<T>[K]> };

/** JSON Schema for what is checked by code: `schema.register(told, { as: { format: "date-time" } })`. */
export const told: z.core.$ZodRegistry<{ readonly as: Readonly<Record<string, unknown>> }> =
  /* @__PURE__ */ z.registry<{ readonly as: Readonly<Record<string, unknown>> }>();
