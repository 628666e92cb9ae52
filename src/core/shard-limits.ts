// Every default and ceiling of a server that is spread over Durable Objects: value, unit, source.

/** Objects that updates may be spread over. Ours: a read asks all of them. */
export const MAX_SHARDS = 1_000;
/** How long a shard keeps totals before it hands them up. Ours: the dashboard is no further behind. */
export const ROLLUP_MS = 10_000;
/** The same at the most, seconds. Ours: an hour. */
export const MAX_ROLLUP_SECONDS = 3_600;
/** Pieces of totals handed up in one go; what is left is handed up at once after it. Ours. */
export const ROLLUP_ROUNDS = 20;
/** How long a shard waits at the most between two tries to reach the root. Ours. */
export const MAX_ROLLUP_WAIT_MS = 60_000;
/** How long a shard may take to answer the root; then the answer is given without it. Ours. */
export const SHARD_ANSWER_MS = 5_000;
/** When the root tells a shard again what it could not be told. Ours. */
export const RETELL_MS = 5_000;
/** How often the root looks whether something is to be rolled up or removed while requests come. Ours. */
export const ROOT_COMPACT_MS = 60_000;
/** How long it does that at a time; then others come first. Ours. */
export const ROOT_SLICE_MS = 200;
/** How often a home is looked for before it is given up: each time the view was older than another's. Ours. */
export const HOME_TRIES = 4;
/** How long an instance that was given may take to arrive; then its new home is asked. Ours. */
export const OVERDUE_MS = 60_000;
/** After how many of them is asked at a time. Ours. */
export const REMINDERS = 100;
/** Values asked of each object to find those that are held most widely. Ours: as many as a list has at the most. */
export const SHARD_VALUES = 1_000;
/** How often shards are asked at the most that hand totals up meanwhile. Ours. */
export const AHEAD_TRIES = 3;
/** Minutes of hosts whose samples are added up at a time; the oldest is forgotten for a new one. Ours. */
export const MAX_BUSY_MINUTES = 1_000;
/** What an object keeps in memory of its database, as `MAX_CACHED`. Ours: 10 MB, since several share 128. */
export const OBJECT_CACHED = 100_000;
/** How long an isolate goes by what the root said of controls, ms. Ours. */
export const NEWS_MS = 10_000;
/** Characters of a message. Source: Queues take 128 KB; a character may be three bytes. */
export const MAX_MESSAGE_CHARS = 42_000;
/** How long a message waits at the most to be delivered again, seconds. Ours: a hundred tries take four days. */
export const MAX_QUEUE_WAIT_SECONDS = 3_600;
/** Points of Analytics Engine that one invocation may write. Source: its limits. */
export const POINTS_PER_INVOCATION = 250;
/** Bytes of a point's index. Source: Analytics Engine, limits. */
export const MAX_INDEX_BYTES = 96;
/** Bytes of a key in a point. Ours: all blobs of one have 16 KB. */
export const MAX_BLOB_BYTES = 4_096;
/** Keys and minutes that wait to be written as points; more are not. Ours: some 10 MB. */
export const MAX_SUMS = 50_000;
/** From one flush of tagged metrics to the next. Ours: each is an alarm and some rows, which are billed. */
export const EDGE_FLUSH_MS = 10_000;
/** Characters of one row. Source: a row of a Durable Object holds 2 MB, and a character may be three bytes. */
export const MAX_ROW_CHARS = 600_000;
