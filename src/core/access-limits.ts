// Every default and ceiling of who may come in, and how often: value, unit, source.

/** Updates one address may send in a window: 100 a second. Ours: behind one address there may be a whole network. */
export const MAX_UPDATES_PER_ADDRESS = 12_000;
/** Addresses known at a time; with more they are learnt anew, and counted anew. Ours: about 20 MB at the most. */
export const MAX_ADDRESSES = 100_000;
/** Longer texts are no address; what is handed in as one is cut. Ours: IPv6 has 45, a SHA-256 in hex 64. */
export const MAX_ADDRESS_CHARS = 64;
/** IPv6 addresses that begin alike for so many bits are one network's. Source: RFC 4291, section 2.5.4. */
export const V6_NETWORK_BITS = 64;
/** Apps counted at a time; with more the counts start anew. Ours. */
export const MAX_RATED_APPS = 10_000;
/** Shortest key of an app. Ours: it stands in the page and keeps no secret, only others' mistakes out. */
export const MIN_INGEST_KEY_CHARS = 8;
/** Shortest token of an operator or reader. Ours: 96 bits in base64. */
export const MIN_TOKEN_CHARS = 16;
/** Longest one. Ours: node:http takes 16 KB of headers. */
export const MAX_TOKEN_CHARS = 1_024;
/** Longest name of an operator or reader, in characters. Ours. */
export const MAX_NAME_CHARS = 64;
/** Bytes of a login. Ours: a token, with every character escaped. */
export const MAX_LOGIN_BYTES = 8_192;
/** How long a login lasts, seconds. Ours: a week. */
export const SESSION_SECONDS = 604_800;
/** Cookies of our name that are looked at: one is ours, a neighbouring host may have set others. Ours. */
export const MAX_COOKIES = 4;
/** Wrong tokens from one address before it has to wait. Ours. */
export const MAX_FAILED_TRIES = 10;
/** From the first of them to the end of the wait. Ours: a quarter of an hour. */
export const FAILED_TRIES_MS = 900_000;
/** Addresses whose wrong tokens are counted at a time; the oldest is forgotten for a new one. Ours: some 10 MB. */
export const MAX_TRYING_ADDRESSES = 10_000;
/** How long browsers come back by https only, seconds. Source: RFC 6797 gives a year as its example. */
export const HSTS_SECONDS = 31_536_000;
/** Names of this machine, and origins, that are remembered as such. Ours: it is asked by few. */
export const MAX_OWN_NAMES = 100;
