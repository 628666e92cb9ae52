// Every default and ceiling of one-shot reports: value, unit, source.

/** One report, from the call to the answer. Ours: Scout's client waits for a second, Metriton's for ever. */
export const REPORT_TIMEOUT_MS = 5_000;
/** Reports that wait in a queue. Source: Telepresence 2.5. */
export const MAX_QUEUED_REPORTS = 40;
/** What closing a queue may take. Source: Telepresence 2.5. */
export const REPORT_CLOSE_MS = 3_000;
