// What can go wrong, named: error codes for people, drop reasons for the accounts.

/** Why something failed. House rule: set-up errors throw, page-side errors are only heard by `onError`. */
export type ErrorCode =
  | "bad-option"
  | "already-initialized"
  | "already-emitting"
  | "key-type"
  | "bad-value"
  | "buffer-full"
  | "outbox-full"
  | "storage"
  | "source"
  | "network"
  | "blocked"
  | "status"
  | "reply"
  | "stopped"
  | "too-large"
  | "timeout"
  | "unsupported"
  | "conflict"
  | "parse";

/** Why a count was discarded. */
export type DropReason =
  | "disabled"
  | "stopped"
  | "reset"
  | "buffer-full"
  | "outbox-full"
  | "key-type"
  | "bad-value"
  | "rejected"
  | "expired"
  | "forgotten";

/** The one error class. `message` quotes what was wrong; `cause` keeps the original. */
export class TallybeaconError extends Error {
  override readonly name = "TallybeaconError" as const;
  declare readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
