// Who pushes what is added up: the last push of each epoch, and for how long that is known.
import { TallybeaconError } from "../../core/errors.ts";
import type { Sql } from "../../core/ports.ts";
import {
  AGED_EPOCHS,
  EPOCH_ROW_CHARS,
  MAX_EPOCHS_CHARS,
  MAX_GONE_EPOCHS,
  PUSH_EPOCH_MS,
} from "../../core/push-limits.ts";
import { num } from "../row.ts";
import type { Last } from "./total.ts";

/** What an epoch pushed last, by family. */
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
}

const FIND = "SELECT seq, at, last FROM sum_epoch WHERE job = ? AND epoch = ?";
const PUT = `INSERT INTO sum_epoch (job, epoch, seq, at, last) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET seq = excluded.seq, at = excluded.at, last = excluded.last`;
const OLDEST = `SELECT id, at, length(last) AS chars FROM sum_epoch WHERE last IS NOT NULL
  ORDER BY at LIMIT 1`;
const END = "UPDATE sum_epoch SET last = NULL WHERE id = ?";
const FORGET = `DELETE FROM sum_epoch WHERE id IN (SELECT id FROM sum_epoch WHERE last IS NULL
  ORDER BY at LIMIT ?)`;
const RESIZE = "UPDATE sum_size SET chars = chars + ?, gone = gone + ? RETURNING chars, gone";

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
      if (isOver) throw new TallybeaconError("conflict", `epoch "${epoch}" is over: begin another`);
      return { seq: held, lasts: lastsOf(text) };
    },
    put(job, epoch, { seq, lasts }, nowMs) {
      const text = JSON.stringify([...lasts].map(([name, last]) => [name, [...last]]));
      const [before] = sql.all(
        "SELECT length(last) AS chars FROM sum_epoch WHERE job = ? AND epoch = ?",
        job,
        epoch,
      );
      sql.all(PUT, job, epoch, seq, nowMs, text);
      const more = text.length - num(before, "chars") + (before ? 0 : EPOCH_ROW_CHARS);
      tidy(more, nowMs);
    },
  };

  /**
   * Ends what is too old or too much, the one silent longest first. What is over is known for as long as there is room:
   * who forgets it would take all that it had counted for new.
   */
  function tidy(more: number, nowMs: number): void {
    let size = resize(more, 0);
    for (let ended = 0; ; ended += 1) {
      const [row] = sql.all(OLDEST);
      const isAged = num(row, "at") < nowMs - PUSH_EPOCH_MS && ended < AGED_EPOCHS;
      if (!row || !(isAged || size.chars > maxChars)) break;
      sql.all(END, row["id"] as number);
      size = resize(-num(row, "chars") - EPOCH_ROW_CHARS, 1);
    }
    const many = size.gone - maxGone;
    if (many <= 0) return;
    sql.all(FORGET, many);
    resize(0, -many);
  }

  function resize(chars: number, gone: number): { chars: number; gone: number } {
    const [row] = sql.all(RESIZE, chars, gone);
    return { chars: num(row, "chars"), gone: num(row, "gone") };
  }
}

function lastsOf(text: string): Lasts {
  type Held = [string, [number, readonly [number, ...number[]]][]][];
  return new Map((JSON.parse(text) as Held).map(([name, last]) => [name, new Map(last)]));
}
