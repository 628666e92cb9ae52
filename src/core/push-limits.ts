// Every default and ceiling of what is pushed and of what Prometheus scrapes: value, unit, source.

/** Longest name of a family or label, in characters. Ours. */
export const MAX_METRIC_NAME_CHARS = 200;
/** Longest job, longest value of a label, and longest help, in characters. Ours. */
export const MAX_LABEL_CHARS = 1_024;
/** Labels of one series, or of a grouping. Ours. */
export const MAX_LABELS = 32;
/** Numbers in one push that is added up: values, counts and sums, and a count for each bucket. Ours: some 40 KB. */
export const MAX_PUSH_NUMBERS = 5_000;
/** Most that a counter, a count or a bucket may say, pushed or added up. Ours: beyond 2^53 one more is not seen. */
export const MAX_COUNT: number = 2 ** 53;
/** Groups that are kept. Ours. */
export const MAX_GROUPS = 1_000;
/** Characters of one group, as JSON. Source: a Durable Object's row holds 2 MB, and a character may be three bytes. */
export const MAX_GROUP_CHARS = 600_000;
/** Characters of all groups together. Ours: a scrape reads all of them. */
export const MAX_GROUPS_CHARS = 8_000_000;
/** Jobs whose pushes are added up. Ours. */
export const MAX_JOBS = 100;
/** Characters of one family that is added up, as JSON, before its numbers grow, by which it may come to four times as much. Source: the same. */
export const MAX_FAMILY_CHARS = 300_000;
/** The same of one job. Ours: a push may read and write all of it, which takes up to 100 ms. */
export const MAX_JOB_CHARS = 500_000;
/** The same of all jobs. Ours: a scrape reads all of it. */
export const MAX_SUMS_CHARS = 4_000_000;
/** Sets of bounds that one histogram may come in: totals are kept by each. Of further ones count and sum are. Ours. */
export const MAX_BOUND_SETS = 8;
/** An epoch that pushed nothing for so long is over: what it pushes later is refused. Ours: 30 days, as `EPOCH_RETENTION_MS`. */
export const PUSH_EPOCH_MS = 2_592_000_000;
/** Characters of the last values of all epochs, each with what its row costs; beyond, those silent longest in the job that has most are over. Ours: 100 MB. */
export const MAX_EPOCHS_CHARS = 100_000_000;
/** What the row of an epoch costs besides its values, in characters. Ours. */
export const EPOCH_ROW_CHARS = 100;
/** Epochs that are over and still known; beyond, those silent longest are forgotten. Ours: 50 MB. */
export const MAX_GONE_EPOCHS = 500_000;
/** Keys of all apps in one scrape, those that came first. Ours: what one Prometheus takes from one target. */
export const MAX_SCRAPED_KEYS = 20_000;
/** Members that a counting set may have to be told apart in a scrape. Ours: each is a series for Prometheus. */
export const MAX_SCRAPED_MEMBERS = 100;
/** The same of all sets together, those that came first. Ours. */
export const MAX_ALL_SCRAPED_MEMBERS = 2_000;
/** Binary digits of a total with a fraction that are told, but for those of whole numbers. Ours: it has 53, and another order of additions changes the last ones. */
export const TOLD_DIGITS = 32;
/** The last of them there may be, as a power of two. Ours: a millionth. */
export const LAST_DIGIT = -20;
/** How long totals of days that are over are remembered. Ours: those of 1,000 keys and three years take most of a second. */
export const ALL_TIME_MS = 300_000;
/** Epochs that one push ends because of their age. Ours: it makes one at the most. */
export const AGED_EPOCHS = 10;
/** Series of one family that are told at a time. Ours: the dashboard shows no more. */
export const MAX_TOLD_SERIES = 100;
/** Families and series that are told at a time, all in all. Ours: some 500 KB. */
export const MAX_TOLD = 5_000;
/** Series of one family that are sampled for a history. Ours. */
export const MAX_SAMPLED_SERIES = 10;
/** The same of all families of a job or group, those of the first ones. Ours: some 5 KB a minute. */
export const MAX_SAMPLED = 100;
