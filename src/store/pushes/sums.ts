// Pushes that are added up: what every epoch of a job really counted, once.
import type { FamilyType, MetricFamily } from "../../core/family.ts";
import type { Sql } from "../../core/ports.ts";
import type { PushSum } from "../../core/push.ts";
import {
  MAX_FAMILY_CHARS,
  MAX_JOB_CHARS,
  MAX_JOBS,
  MAX_PUSH_NUMBERS,
  MAX_SUMS_CHARS,
} from "../../core/push-limits.ts";
import { num } from "../row.ts";
import { createEpochs, type Epochs } from "./epochs.ts";
import { noRoom, tooMany } from "./room.ts";
import type { SoundFamily } from "./sound.ts";
import { fromText } from "./text.ts";
import { addFamily, emptyTotal, shown, type Total } from "./total.ts";

/** A push of one epoch, which says all that it has counted so far. */
export interface EpochPush {
  readonly job: string;
  readonly epoch: string;
  readonly seq: number;
  readonly families: readonly SoundFamily[];
}

/** The total of a family as it is held: under its name, or under its name and type, where that has another type. */
export interface Held {
  readonly name: string;
  readonly before: string | undefined;
  readonly total: Total;
}

/** The totals of all jobs. */
export interface Sums {
  /** To be called within a transaction, which a throw undoes. */
  add(push: EpochPush, nowMs: number): void;
  /** Forgets a job: what its epochs push next is new. */
  remove(job: string): void;
  read(): PushSum[];
}

const JOB = "SELECT id FROM sum_job WHERE job = ?";
const ADD_JOB =
  "INSERT INTO sum_job (job, since, at, epochs, chars) VALUES (?, ?, 0, 0, 0) RETURNING id";
const TOUCH_JOB = `UPDATE sum_job SET at = ?, epochs = epochs + ?, chars = chars + ?
  WHERE id = ? RETURNING chars`;
const ALL_CHARS = "SELECT sum(chars) AS chars FROM sum_job";
const FAMILY = "SELECT family FROM sum_family WHERE job = ? AND name = ?";
const PUT_FAMILY = "INSERT OR REPLACE INTO sum_family VALUES (?, ?, ?)";
const FAMILIES = "SELECT name, family FROM sum_family WHERE job = ? ORDER BY name";

/** Makes them. */
export function createSums(sql: Sql, epochs: Epochs = createEpochs(sql)): Sums {
  return {
    add({ job, epoch, seq, families }, nowMs) {
      checkSize(families);
      const id = idOf(sql, job, nowMs);
      const heard = epochs.find(id, epoch, seq, nowMs);
      if (heard && seq <= heard.seq) return;
      const lasts = heard?.lasts ?? new Map();
      let more = 0;
      let news = 0;
      for (const family of families) {
        const held = heldOf(sql, id, family.name, family.type);
        const last = lasts.get(held.name) ?? new Map();
        lasts.set(held.name, last);
        const made = addFamily(held.total, family, last);
        const { grown, chars } = writeHeld(sql, id, held);
        if (made > 0 && chars > MAX_FAMILY_CHARS) throw noRoom("series", family.name);
        more += grown;
        news += made;
      }
      const room = touchJob(sql, id, nowMs, heard ? 0 : 1, more);
      epochs.put(id, epoch, { seq, lasts }, nowMs);
      // What is there may grow by some digits.
      if (news > 0 && room < 0) throw noRoom("series", job);
    },
    remove(job) {
      const [row] = sql.all(JOB, job);
      if (!row) return;
      const id = row["id"] as number;
      epochs.remove(id);
      sql.all("DELETE FROM sum_family WHERE job = ?", id);
      sql.all("DELETE FROM sum_job WHERE id = ?", id);
    },
    read: () =>
      sql.all("SELECT id, job, since, at, epochs FROM sum_job ORDER BY job").map((row) => ({
        job: row["job"] as string,
        since: num(row, "since"),
        at: num(row, "at"),
        epochs: num(row, "epochs"),
        families: sql.all(FAMILIES, num(row, "id")).map((each): MetricFamily => {
          const [name] = (each["name"] as string).split(" ") as [string];
          return shown(name, fromText(each["family"] as string) as Total);
        }),
      })),
  };
}

/** The number of a job, which is made when it is the first time. */
export function idOf(sql: Sql, job: string, nowMs: number): number {
  const [known] = sql.all(JOB, job);
  if (known) return num(known, "id");
  const [jobs] = sql.all("SELECT count(*) AS n FROM sum_job");
  if (num(jobs, "n") >= MAX_JOBS) throw noRoom("jobs", job);
  return num(sql.all(ADD_JOB, job, nowMs)[0], "id");
}

/** The first type that came has the name; no pusher can keep others from adding to theirs. */
export function heldOf(sql: Sql, job: number, name: string, type: FamilyType): Held {
  const before = sql.all(FAMILY, job, name)[0]?.["family"] as string | undefined;
  const total = before === undefined ? emptyTotal(type) : (fromText(before) as Total);
  return total.type === type ? { name, before, total } : heldOf(sql, job, `${name} ${type}`, type);
}

/** Writes what has changed of it; gives its characters, and by how many they are more. */
export function writeHeld(
  sql: Sql,
  job: number,
  { name, before = "", total }: Held,
): { readonly chars: number; readonly grown: number } {
  const text = JSON.stringify(total);
  // Most of what is pushed has not changed.
  if (text !== before) sql.all(PUT_FAMILY, job, name, text);
  return { chars: text.length, grown: text.length - before.length };
}

/** A job was heard, of so many more epochs, and has grown by so many characters; gives for how many it still has room. */
export function touchJob(
  sql: Sql,
  job: number,
  nowMs: number,
  epochs: number,
  grown: number,
): number {
  const [own] = sql.all(TOUCH_JOB, nowMs, epochs, grown, job);
  const [all] = sql.all(ALL_CHARS);
  return Math.min(MAX_JOB_CHARS - num(own, "chars"), MAX_SUMS_CHARS - num(all, "chars"));
}

function checkSize(families: readonly SoundFamily[]): void {
  let size = 0;
  for (const { metrics } of families) {
    for (const { histogram } of metrics) size += 2 + (histogram?.buckets.length ?? 0);
  }
  if (size > MAX_PUSH_NUMBERS) throw tooMany("push", size, "numbers", MAX_PUSH_NUMBERS);
}
