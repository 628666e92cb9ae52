// A tag as key and value.

/** At its first colon; a tag without any has no value. */
export function tagParts(tag: string): [key: string, value: string | undefined] {
  const at = tag.indexOf(":");
  return at < 0 ? [tag, undefined] : [tag.slice(0, at), tag.slice(at + 1)];
}
