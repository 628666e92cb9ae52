// Every default and ceiling of the dashboard: value, unit, source.

/** The dashboard's first pause where no stream opens or the server is away; each that follows is twice as long. Ours. */
export const DASHBOARD_POLL_MS = 2_000;
/** Longest of these pauses. Ours. */
export const DASHBOARD_MAX_POLL_MS = 15_000;
/** How long the dashboard's messages stay. Ours; 20 words read at leisure. */
export const DASHBOARD_MESSAGE_MS = 8_000;
/** How long "g" waits for the letter of a view. Ours. */
export const DASHBOARD_LETTER_MS = 1_500;
/** How long a browser may take to begin to save a file. Ours. */
export const DASHBOARD_SAVING_MS = 60_000;
/** Changes and instances that the view of controls asks for; the read API gives up to `MAX_ROWS`. Ours. */
export const DASHBOARD_MORE_ROWS = 200;
/** An answer that takes longer is asked for again only after a rest. Ours. */
export const DASHBOARD_QUICK_MS = 150;
/** How long that is, in times of what it took: whoever looks keeps a server busy for a tenth of the time. Ours. */
export const DASHBOARD_REST = 9;
/** Keys that are charted beside one at the most: more lines are not told apart. Ours. */
export const DASHBOARD_KEYS_BESIDE = 5;
/** Members of a key that are ranked, and points of each one's trend. Ours. */
export const DASHBOARD_MEMBERS = 200;
export const DASHBOARD_TREND_POINTS = 24;
/** Held values of a key that are listed. Ours. */
export const DASHBOARD_VALUES = 100;
