// Every default and ceiling of one-shot reports, of who sends them and of what is kept: value, unit, source.

/** One report, from the call to the answer. Ours: Scout's client waits for a second, Metriton's for ever. */
export const REPORT_TIMEOUT_MS = 5_000;
/** Reports that wait in a queue. Source: Telepresence 2.5. */
export const MAX_QUEUED_REPORTS = 40;
/** What closing a queue may take. Source: Telepresence 2.5. */
export const REPORT_CLOSE_MS = 3_000;

/** What reports are counted by: a day of UTC, ms. */
export const DAY_MS = 86_400_000;
/** Longest name of an application, in characters. Ours. */
export const MAX_APPLICATION_CHARS = 128;
/** Longest version, in characters. Ours: a tag with the hash of a commit fits. */
export const MAX_VERSION_CHARS = 64;
/** Applications that report without being kept; reports of further ones are only counted. Ours. */
export const MAX_UNKNOWN_APPLICATIONS = 100;
/** Installs known of one application that is kept; reports of further ones count, they do not. Ours: about 130 MB. */
export const MAX_INSTALLS = 1_000_000;
/** The same of one that nobody keeps. Ours: whoever makes names up shall not fill the disk. */
export const MAX_UNKNOWN_INSTALLS = 10_000;
/** Versions told apart on one day of one application; further ones count together. Ours. */
export const MAX_DAY_VERSIONS = 100;
/** Newest reports kept of one application. Ours. */
export const MAX_REPORTS = 1_000;
/** Characters of a report's metadata as JSON; longer ones are not kept, and their report is. Ours. */
export const MAX_METADATA_CHARS = 4_096;
/** An install is active so long after its last report, in UTC days with that of today. Ours: a month. */
export const ACTIVE_DAYS = 30;
/** An install that was silent for more days may be forgotten. Ours: who reports once a year stays known. */
export const INSTALL_RETENTION_DAYS = 400;
/** Of such installs so many go for each new one. Ours: more than come. */
export const PRUNE_INSTALLS = 2;
/** Installs deleted in one slice when their application is. Ours: some 20 ms. */
export const FORGET_INSTALLS = 1_000;
/** Longest stretch of days that is read at once. Ours. */
export const MAX_RANGE_DAYS = 400;
/** Notices of one application. Ours: all go out with every answer. */
export const MAX_NOTICES = 20;
/** Longest level of a notice, in characters. Ours. */
export const MAX_LEVEL_CHARS = 32;
/** Longest message of a notice, in characters. Ours. */
export const MAX_NOTICE_CHARS = 1_000;
