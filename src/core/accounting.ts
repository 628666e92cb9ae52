// What clients say that they recorded, against what came.

/** The accounts of one epoch: `recorded` = `accepted` + what was dropped or lost + `pending`. In calls. */
export interface EpochAccount {
  readonly instance: string;
  readonly epoch: string;
  /** Unix milliseconds of its newest arrival. */
  readonly last_at: number;
  /** As far as the client told. */
  readonly recorded: number;
  readonly accepted: number;
  /** Dropped before they were numbered (the highest told) and lost from numbered updates (summed), by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** In updates that were numbered and have not come. */
  readonly pending: number;
  /** What the rest does not explain; 0 unless something is wrong. */
  readonly unexplained: number;
  /** Highest seq without a gap before it, highest seen, and how many between have not come. */
  readonly ack: number;
  readonly seq: number;
  readonly missing: number;
  /** Updates that came again and were not counted again. */
  readonly duplicates: number;
  /** Trouble the client told, by error code. */
  readonly faults: Readonly<Record<string, number>>;
  /** Version of the controls it obeys; absent when it never heard any. */
  readonly controls?: number;
  /** How far its clock is from ours, ms, as it told. */
  readonly offset_ms?: number;
}

/** The accounts of everybody, and of the epochs heard last. */
export interface Accounting {
  readonly recorded: number;
  readonly accepted: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly pending: number;
  readonly unexplained: number;
  readonly missing: number;
  readonly duplicates: number;
  readonly epochs: readonly EpochAccount[];
}
