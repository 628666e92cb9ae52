// What the object's server wants, and how isolates hear of it.
import { ISOLATE_INTERVAL_MS } from "../../core/edge-limits.ts";
import { MAX_DISABLED_KEYS, MAX_SWITCH_CHARS } from "../../core/limits.ts";
import type { Sql } from "../../core/ports.ts";
import type { Reply } from "../../core/update.ts";
import { replyTo } from "../../server/update.ts";
import { isOff } from "../../store/effective.ts";
import { clear, purge } from "./buffer.ts";
import { clearOutbox, stripAll } from "./outbox.ts";
import { type Own, readWishes, writeWishes } from "./record.ts";

/** Applies a reply's lists, those to be enabled first: what is off leaves buffer and outbox at once. */
export function obey(sql: Sql, own: Own, reply: Partial<Reply>): void {
  const wishes = readWishes(sql);
  const { version = wishes.version, enable_keys = [], disable_keys = [] } = reply;
  // Replies overtake each other; what was told before is old news.
  if (version < wishes.version) return;
  const enabled = new Set(enable_keys);
  const off = new Set([...wishes.off.filter((key) => !enabled.has(key)), ...disable_keys]);
  const isAgain = new Set([...wishes.on, ...enable_keys]);
  for (const key of off) isAgain.delete(key);
  const on = newestOf([...isAgain]);
  writeWishes(sql, { ...wishes, off: [...off], on, version });
  // What was off before has not come in since.
  const known = new Set(wishes.off);
  if ([...off].every((key) => known.has(key))) return;
  const isGone = (key: string) => isOff(off, key);
  purge(sql, own, isGone);
  stripAll(sql, "disabled", isGone);
}

/** The newest of what was enabled, as much as isolates read in a reply: one that is too long acknowledges nothing. */
function newestOf(keys: readonly string[]): readonly string[] {
  const newest = keys.slice(-MAX_DISABLED_KEYS);
  let chars = 0;
  const tooMany = newest.findLastIndex((key) => {
    chars += key.length;
    return chars > MAX_SWITCH_CHARS;
  });
  return newest.slice(tooMany + 1);
}

/** Ends everything for good: nothing is kept, nothing will be sent. */
export function halt(sql: Sql, own: Own): void {
  writeWishes(sql, { ...readWishes(sql), stopped: true });
  clear(sql, own, "stopped");
  clearOutbox(sql);
  sql.all("DELETE FROM tally_isolate");
}

/** What an isolate is answered: its acknowledgement, and what the server wants of everybody. */
export function isolateReply(sql: Sql, ack: number | undefined, nowMs: number): Reply {
  const { off, on, stopped, version } = readWishes(sql);
  const wanted = { stop: stopped, disabled_keys: off, enabled_keys: on, version };
  return replyTo(ack === undefined ? {} : { ack }, wanted, ISOLATE_INTERVAL_MS, nowMs);
}
