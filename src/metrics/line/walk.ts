// Where the parts of a line stand, found in one walk over its bytes.

const NUL = 0x00;
const LF = 0x0a;
const COLON = 0x3a;
const BAR = 0x7c;

/** The parts of one line, overwritten by those of the next. */
export interface Parts {
  /** Where the colon behind the name stands. */
  nameEnd: number;
  /** Where the bar behind the value stands; -1 where name or value do not end. */
  valueEnd: number;
  /** Where the line feed stands, or the bytes end. */
  end: number;
  /** Of all but the value: the same of lines that tell of the same series in the same words. */
  hash: number;
}

/** Finds the parts of the line that starts there, which is no event. */
export function walk(bytes: Uint8Array, start: number, parts: Parts): void {
  const { length } = bytes;
  let hash = 0;
  let at = start;
  let byte = LF;
  for (; at < length; at += 1) {
    byte = bytes[at] as number;
    if (byte === COLON || byte === LF) break;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  parts.nameEnd = at;
  if (byte === COLON) {
    for (at += 1; at < length; at += 1) {
      byte = bytes[at] as number;
      if (byte === BAR || byte === LF || byte === NUL) break;
    }
  }
  parts.valueEnd = at < length && byte === BAR ? at : -1;
  for (; at < length; at += 1) {
    byte = bytes[at] as number;
    if (byte === LF) break;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  parts.end = at;
  // Within what engines hold without a box.
  parts.hash = hash & 0x3fffffff;
}

/** Copies a line without its value; the colon stays, and tells where the name ends. */
export function copyWords(bytes: Uint8Array, start: number, parts: Parts): Uint8Array {
  const { nameEnd, valueEnd, end } = parts;
  const head = bytes.subarray(start, nameEnd + 1);
  const words = new Uint8Array(head.length + end - valueEnd);
  words.set(head);
  words.set(bytes.subarray(valueEnd, end), head.length);
  return words;
}

/** Whether a line without its value is what was copied. */
export function hasWords(
  bytes: Uint8Array,
  start: number,
  parts: Parts,
  words: Uint8Array,
): boolean {
  const { nameEnd, valueEnd, end } = parts;
  const headLength = nameEnd + 1 - start;
  if (words.length !== headLength + end - valueEnd) return false;
  for (let at = 0; at < headLength; at += 1) if (bytes[start + at] !== words[at]) return false;
  const shift = valueEnd - headLength;
  for (let at = headLength; at < words.length; at += 1) {
    if (bytes[shift + at] !== words[at]) return false;
  }
  return true;
}
