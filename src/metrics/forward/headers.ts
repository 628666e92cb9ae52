// What goes ahead of forwarded metrics.
import { utf8 } from "../../core/utf8.ts";
import { tagParts } from "../tag-names.ts";

/** Headers for groups of series, and the tags by which they are grouped. */
export interface ForwardHeaders {
  /** For `splitByTags`. */
  readonly prefixes: readonly string[];
  /** Of the group `key`. Throws where a tag makes no header. */
  of(key: string): Headers;
}

/**
 * Tags with the names `dynamic` become headers, in whose names `_` is `-`; `custom` headers go before them, and that
 * bodies are not compressed before all. Source: gostatsd, HTTP forwarder; it also says who it is, which here the platform does.
 */
export function createForwardHeaders(
  custom: Readonly<Record<string, string>>,
  dynamic: readonly string[],
): ForwardHeaders {
  const names = dynamic.filter((name) => name && !Object.hasOwn(custom, name));
  return {
    prefixes: names.map((name) => `${name}:`),
    of(key) {
      const headers = new Headers();
      for (const piece of key.split(",")) {
        const [name, value] = tagParts(piece);
        if (value !== undefined) headers.set(name.replaceAll("_", "-"), bytesOf(value));
      }
      headers.delete("user-agent");
      headers.set("content-type", "application/x-protobuf");
      for (const name in custom) headers.set(name, bytesOf(custom[name] as string));
      // Who compresses says so in its place.
      headers.set("content-encoding", "identity");
      return headers;
    },
  };
}

/** `fetch` takes a character for each byte. */
function bytesOf(text: string): string {
  return String.fromCharCode(...utf8(text));
}
