// What stands behind the bars of a line, of metrics and events alike.

/** Where an attribute ends that begins there, or what is wrong with it. */
export type ReadAttribute = (letter: string, from: number) => number | string;

/** Hands on each `|` with a letter, until the text or a NUL ends it; says `otherwise` of what is not behind a bar. */
export function eachAttribute(
  text: string,
  from: number,
  otherwise: string,
  read: ReadAttribute,
): string | undefined {
  let at = from;
  while (at < text.length && text[at] !== "\0") {
    if (text[at] !== "|") return otherwise;
    const end = read(text[at + 1] ?? "", at + 2);
    if (typeof end === "string") return end;
    at = end;
  }
  return undefined;
}

/** Where the next bar stands, or the text ends. */
export function nextBar(text: string, from: number): number {
  const bar = text.indexOf("|", from);
  return bar < 0 ? text.length : bar;
}

/** Adds what stands between commas up to the next bar, or up to a NUL and with it; returns where that is. */
export function readTags(text: string, from: number, into: string[]): number {
  const whole = text.slice(from, nextBar(text, from));
  const said = whole.slice(0, whole.indexOf("\0") + 1 || whole.length);
  for (const tag of said.split(",")) if (tag !== "") into.push(tag);
  return from + said.length;
}
