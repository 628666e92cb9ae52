// Values by their schemas, and what is wrong with them in a sentence that says where.
import { TallybeaconError } from "../../core/errors.ts";
import type * as z from "./zod.ts";

/** The value as the schema gives it. Throws `parse`: `disable[3]: must be …`; for the whole, `body: must be …` or another name. */
export function read<T>(schema: z.ZodMiniType<T>, value: unknown, name: string = "body"): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw wrong(`${nameOf(issue?.path ?? [], name)}: ${issue?.message}`);
}

/** `set_keys[3]`, `dropped.offline`, and `whole` for the whole. */
function nameOf(path: readonly PropertyKey[], whole: string): string {
  const [member, ...rest] = path;
  if (member === undefined) return whole;
  const steps = rest.map((step) => (typeof step === "number" ? `[${step}]` : `.${quote(step)}`));
  return String(member) + steps.join("");
}

/** What is thrown for something that came in wrong. */
export function wrong(message: string): TallybeaconError {
  return new TallybeaconError("parse", message);
}

/** Enough of a text to find it by. */
export function quote(name: PropertyKey): string {
  const text = String(name);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
