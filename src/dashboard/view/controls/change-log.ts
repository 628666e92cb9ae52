// What the log of changes says beyond its lines: which of them were undone, and by which a switch came to be as it is.
import type { LoggedChange, Switch } from "../../../core/controls.ts";

/** How far apart the clock's two looks for one change may be, ms. */
const SAME_MS = 1_000;

/** The log as a whole. */
export interface ChangeLog {
  /** The change that this one took back, if it is in the log. */
  undone(change: LoggedChange): LoggedChange | undefined;
  /** The change by which this one was taken back, if that one stands. */
  undoneBy(change: LoggedChange): LoggedChange | undefined;
  /** The change that a switch came of. */
  causeOf(each: Switch): LoggedChange | undefined;
  /** The change that the wish of an app for `name` came of. */
  wishOf(app: string | undefined, name: "interval_ms" | "stop"): LoggedChange | undefined;
}

/** Reads a log, newest first. */
export function changeLog(changes: readonly LoggedChange[]): ChangeLog {
  const byVersion = new Map(changes.map((each) => [each.version, each]));
  const undoers = Map.groupBy(changes, ({ undoes }) => undoes);
  const undone = ({ undoes }: LoggedChange) =>
    undoes === undefined ? undefined : byVersion.get(undoes);
  const undoneBy = ({ version }: LoggedChange): LoggedChange | undefined =>
    undoers.get(version)?.find((each) => !undoneBy(each));
  /** What it was about; of an undo what that was about which it took back. */
  const about = (change: LoggedChange): LoggedChange["change"] => {
    const before = undone(change);
    return before ? about(before) : change.change;
  };
  return {
    undone,
    undoneBy,
    causeOf: ({ app, key, at }) =>
      changes.find((change) => {
        const { enable = [], disable = [], app: of } = about(change);
        const isThen = Math.abs(change.at - at) < SAME_MS;
        return isThen && of === app && (enable.includes(key) || disable.includes(key));
      }),
    wishOf: (app, name) =>
      changes.find((change) => {
        const { app: of, [name]: wish } = about(change);
        return of === app && wish !== undefined;
      }),
  };
}
