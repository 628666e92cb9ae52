// Every default and ceiling of the dashboard: value, unit, source.

/** How often the dashboard asks while it is looked at. Ours. */
export const DASHBOARD_POLL_MS = 2_000;
/** Longest pause between its attempts while the server is away. Ours. */
export const DASHBOARD_MAX_POLL_MS = 15_000;
/** How long the dashboard's messages stay. Ours; 20 words read at leisure. */
export const DASHBOARD_MESSAGE_MS = 8_000;
/** How long "g" waits for the letter of a view. Ours. */
export const DASHBOARD_LETTER_MS = 1_500;
/** What "show more" asks for; the read API gives up to `MAX_ROWS`. Ours. */
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
