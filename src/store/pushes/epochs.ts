// Who pushes what is added up: the last push of each epoch, and for how long that is known.
import { TallybeaconError } from "../../core/errors.ts";
import type { Sql, SqlRow } from "../../core/ports.ts";
import {
  AGED_EPOCHS,
  EPOCH_ROW_CHARS,
  MAX_EPOCHS_CHARS,
  MAX_GONE_EPOCHS,
  PUSH_EPOCH_MS,
} from "../../core/push-limits.ts";
import { num } from "../row.ts";
import type { Last } from "./total.ts";

/** What an epoch pushed last, by what each family is held as. */
export type Lasts = Map<string, Last>;

/** An epoch as it was heard last. */
export interface HeardEpoch {
  readonly seq: number;
  readonly lasts: Lasts;
}

/** The epochs of all jobs. To be used within a transaction. */
export interface Epochs {
  /** What came before `seq`; nothing of an epoch that is new. Throws `conflict` for what comes later of one that is over. */
  find(job: number, epoch: string, seq: number, nowMs: number): HeardEpoch | undefined;
  put(job: number, epoch: string, heard: HeardEpoch, nowMs: number): void;
  /** Forgets all of a job. */
  remove(job: number): void;
}

const FIND = "SELECT seq, at, last FROM sum_epoch WHERE job = ? AND epoch = ?";
const PUT = `INSERT INTO sum_epoch (job, epoch, seq, at, last) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET seq = excluded.seq, at = excluded.at, last = excluded.last`;
const LIVING = "SELECT id, job, at, length(last) AS chars FROM sum_epoch WHERE last IS NOT NULL";
const OLDEST = `${LIVING} ORDER BY at LIMIT 1`;
const OLDEST_OF_LARGEST = `${LIVING}
  AND job = (SELECT id FROM sum_job ORDER BY epoch_chars DESC LIMIT 1) ORDER BY at LIMIT 1`;
const END = "UPDATE sum_epoch SET last = NULL WHERE id = ?";
const FORGET = `DELETE FROM sum_epoch WHERE id IN (SELECT id FROM sum_epoch WHERE last IS NULL
  ORDER BY at LIMIT ?)`;
const RESIZE = "UPDATE sum_job SET epoch_chars = epoch_chars + ? WHERE id = ?";
const SIZE = "SELECT sum(epoch_chars) AS chars FROM sum_job";
const GONE = "UPDATE sum_size SET gone = gone + ? RETURNING gone";
const COUNT_GONE = "SELECT count(*) AS gone FROM sum_epoch WHERE job = ? AND last IS NULL";

/** Limits are those of `push-limits.ts` but in tests. */
export function createEpochs(
  sql: Sql,
  maxChars: number = MAX_EPOCHS_CHARS,
  maxGone: number = MAX_GONE_EPOCHS,
): Epochs {
  return {
    find(job, epoch, seq, nowMs) {
      const [row] = sql.all(FIND, job, epoch);
      if (!row) return undefined;
      const text = row["last"] as string | null;
      const isOver = text === null || num(row, "at") < nowMs - PUSH_EPOCH_MS;
      const held = num(row, "seq");
      if (seq <= held) return { seq: held, lasts: new Map() };
      if (isOver) {
        const fault = `epoch "${epoch}" is over: begin another`;
        throw new TallybeaconError("conflict", fault, { seq: held });
      }
      return { seq: held, lasts: lastsOf(text) };
    },
    put(job, epoch, { seq, lasts }, nowMs) {
      const text = JSON.stringify([...lasts].map(([name, last]) => [name, [...last]]));
      const [before] = sql.all(FIND, job, epoch);
      sql.all(PUT, job, epoch, seq, nowMs, text);
      const held = before ? (before["last"] as string).length : -EPOCH_ROW_CHARS;
      sql.all(RESIZE, text.length - held, job);
      tidy(nowMs);
    },
    remove(job) {
      const [row] = sql.all(COUNT_GONE, job);
      sql.all("DELETE FROM sum_epoch WHERE job = ?", job);
      sql.all(GONE, -num(row, "gone"));
    },
  };

  /**
   * Ends what is too old or too much, the one silent longest first; of too much in the job that has most, so that no job
   * takes the share of another. What is over is known for as long as there is room: who forgets it would take all that
   * it had counted for new.
   */
  function tidy(nowMs: number): void {
    let gone = 0;
    const end = (row: SqlRow) => {
      sql.all(END, row["id"] as number);
      sql.all(RESIZE, -num(row, "chars") - EPOCH_ROW_CHARS, row["job"] as number);
      gone += 1;
    };
    while (gone < AGED_EPOCHS) {
      const [row] = sql.all(OLDEST);
      if (!row || num(row, "at") >= nowMs - PUSH_EPOCH_MS) break;
      end(row);
    }
    while (num(sql.all(SIZE)[0], "chars") > maxChars) end(sql.all(OLDEST_OF_LARGEST)[0] as SqlRow);
    const [all] = sql.all(GONE, gone);
    const many = num(all, "gone") - maxGone;
    if (many <= 0) return;
    sql.all(FORGET, many);
    sql.all(GONE, -many);
  }
}

function lastsOf(text: string): Lasts {
  type Held = [string, [number, readonly [number, ...number[]]][]][];
  return new Map((JSON.parse(text) as Held).map(([name, last]) => [name, new Map(last)]));
}
