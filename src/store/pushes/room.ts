// What is said where something pushed is too large, or one thing too many.
import { TallybeaconError } from "../../core/errors.ts";

/** For `size` of them where there may be `most`: `tooMany("group", 700_000, "characters", 600_000)`. */
export function tooMany(what: string, size: number, of: string, most: number): TallybeaconError {
  return new TallybeaconError("too-large", `${what}: ${size} ${of}, more than ${most}`);
}

/** For what would be one too many of its kind, by name. */
export function noRoom(kind: string, name: string): TallybeaconError {
  return new TallybeaconError("too-large", `there is no room for more ${kind}: ${name}`);
}
