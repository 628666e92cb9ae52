// What is wrong with a body that is read.
import { TallybeaconError } from "../core/errors.ts";

/** Throws `parse`; whoever knows where the fault stands puts that before it, by `locating`. */
export function complain(complaint: string): never {
  throw new TallybeaconError("parse", complaint);
}

/** A piece of input that a message may show. */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

/** Runs `read`; of what it throws becomes a `parse` that says where. */
export function locating<T>(where: () => string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new TallybeaconError("parse", `${where()}: ${(error as Error).message}`);
  }
}
