// The pushes of an object: the same for all that its wings do with them.
import type { Clock, Sql } from "../../core/ports.ts";
import type { Pushes } from "../../core/push.ts";
import { createPushes } from "../../store/pushes/pushes.ts";

const kept = new WeakMap<Sql, Pushes>();

/** Those in a database. */
export function pushesOf(sql: Sql, clock: Clock): Pushes {
  const pushes = kept.get(sql) ?? createPushes(sql, { clock });
  kept.set(sql, pushes);
  return pushes;
}
