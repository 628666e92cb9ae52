// The log of changes, newest first, read for what is taken back by now and what is in the way of taking back.
import type { LoggedChange } from "../../../core/controls.ts";

/** The versions of a log, newest first, that are taken back by what stands itself. */
export function undoneIn(changes: readonly LoggedChange[]): ReadonlySet<number> {
  const undone = new Set<number>();
  for (const { version, undoes } of changes) {
    if (undoes !== undefined && !undone.has(version)) undone.add(undoes);
  }
  return undone;
}

/** The newest of a log that stands and is about something that the change of this version is about, and newer. */
export function lastOver(
  version: number,
  changes: readonly LoggedChange[],
): LoggedChange | undefined {
  const undone = undoneIn(changes);
  const about = subjectsOf(version, changes);
  // What was taken back since is as it was, and so is what took it back.
  return changes.find(
    (each) =>
      each.version > version &&
      !undone.has(each.version) &&
      (each.undoes ?? 0) <= version &&
      subjectsOf(each.version, changes).some((subject) => about.includes(subject)),
  );
}

/** What a change is about, or what is taken back by it. */
function subjectsOf(version: number, changes: readonly LoggedChange[]): readonly string[] {
  const found = changes.find((each) => each.version === version);
  if (found?.undoes !== undefined) return subjectsOf(found.undoes, changes);
  const { app, enable = [], disable = [], interval_ms, stop } = found?.change ?? {};
  return [
    ...[...enable, ...disable].map((key) => ["key", key]),
    ...(interval_ms === undefined ? [] : [["interval"]]),
    ...(stop === undefined ? [] : [["stop"]]),
  ].map((subject) => JSON.stringify([app, ...subject]));
}
