// What the operator asks of clients: the nouns of the controls.

/** What is asked of a client: what holds for its app and for itself. */
export interface Controls {
  /** Time between updates, ms. */
  readonly interval_ms: number;
  readonly stop: boolean;
  readonly disabled_keys: readonly string[];
  /** Keys that were off, or are so for others, and count: told to clients that may still refuse them. */
  readonly enabled_keys: readonly string[];
  /** Grows with each change, a later one than any of a database before this one: 0, then about the time of the change. */
  readonly version: number;
}

/** A key that is off for all instances or for some, or that was and is on again. */
export interface Switch {
  /** Absent: of every app. */
  readonly app?: string;
  readonly key: string;
  readonly off: boolean;
  /** The share of instances it holds for, by a hash of their ids: who is in 10 % is in 20 % too. */
  readonly percent: number;
  /** Instances it holds for besides. */
  readonly instances: readonly string[];
  /** When it was switched, Unix milliseconds. */
  readonly at: number;
}

/** What is asked of one app, or of all of them. */
export interface Wish {
  /** Absent: of every app. */
  readonly app?: string;
  /** Null: nothing is asked; then the wish for every app holds, or the default. */
  readonly interval_ms: number | null;
  /** An app stops, too, when every app shall. */
  readonly stop: boolean;
}

/** All that the operator asks. */
export interface AllControls extends Controls {
  readonly wishes: readonly Wish[];
  readonly switches: readonly Switch[];
}

/** A change of controls; what is absent stays as it is. */
export interface ControlsChange {
  /** Default: every app. */
  readonly app?: string;
  /** Null: no wish any more. */
  readonly interval_ms?: number | null;
  readonly stop?: boolean;
  readonly disable?: readonly string[];
  readonly enable?: readonly string[];
  /** For which share of the instances keys are disabled. Default 100, or 0 with `instances`. */
  readonly percent?: number;
  /** For which instances keys are disabled besides. */
  readonly instances?: readonly string[];
  /** Who changes it, and why: for people. */
  readonly author?: string;
  readonly reason?: string;
  /** Only if this is still the version: otherwise `conflict`. */
  readonly version?: number;
}

/** What takes a change back. */
export interface Undo {
  /** The version that the change made. */
  readonly version: number;
  /** Who takes it back, and why: for people. */
  readonly author?: string;
  readonly reason?: string;
}

/** A change that was made. */
export interface LoggedChange {
  /** The version that it made. */
  readonly version: number;
  /** Unix milliseconds. */
  readonly at: number;
  readonly author: string;
  readonly reason: string;
  /** What was asked; nothing for an undo. */
  readonly change: Omit<ControlsChange, "author" | "reason" | "version">;
  /** The version that it took back. */
  readonly undoes?: number;
}

/** Whom a change would touch, of those heard within a day. */
export interface Preview {
  readonly instances: number;
  /** What these send, as far as they were heard. */
  readonly updates_per_hour: number;
  /** Whether it was counted up from a part: the instances heard last. */
  readonly estimated: boolean;
}
