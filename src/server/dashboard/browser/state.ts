// What the address bar says, and which keys are off.

/** Browser part. Reads and writes the address. */
export const state: string = `
const USUAL_RANGE = "1h";

/** @typedef {{ range: string, key: string | null, member: Scalar | undefined, search: string }} View */

/**
 * What the address says. It stays behind the "#", so that keys do not end up in the logs of proxies.
 * @param {string} hash
 * @param {readonly string[]} ranges
 * @returns {View}
 */
function readView(hash, ranges) {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const range = words.get("range") ?? "";
  const key = words.get("key");
  const member = words.get("member");
  return {
    range: ranges.includes(range) ? range : USUAL_RANGE,
    key,
    member: key === null || member === null ? undefined : readMember(member),
    search: words.get("search") ?? "",
  };
}

/**
 * @param {string} text
 * @returns {Scalar | undefined}
 */
function readMember(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" ? undefined : value;
  } catch {
    return undefined;
  }
}

/**
 * The address of a view, without what is as it would be anyway.
 * @param {View} view
 */
function writeView(view) {
  const words = new URLSearchParams();
  if (view.range !== USUAL_RANGE) words.set("range", view.range);
  if (view.key !== null) words.set("key", view.key);
  if (view.key !== null && view.member !== undefined)
    words.set("member", JSON.stringify(view.member));
  if (view.search) words.set("search", view.search);
  return "#" + words;
}

/**
 * By what a key is off: itself, the part before its first colon, or nothing.
 * @param {string} key
 * @param {readonly string[]} disabled
 * @returns {string | null}
 */
function offBy(key, disabled) {
  if (disabled.includes(key)) return key;
  const colon = key.indexOf(":");
  const family = colon < 0 ? key : key.slice(0, colon);
  return family !== key && disabled.includes(family) ? family : null;
}

/**
 * Everything that has a switch: what was counted, and what is off and may therefore be missing.
 * @param {readonly KeySummary[]} keys
 * @param {readonly string[]} disabled
 */
function listed(keys, disabled) {
  const names = new Set(keys.map((one) => one.key));
  const gone = disabled.filter((key) => !names.has(key));
  return [
    ...keys.map(({ key, kind, total, pending = 0 }) => ({ key, kind, total, pending })),
    ...gone.map((key) => ({ key, kind: "", total: 0, pending: 0 })),
  ];
}
`;
