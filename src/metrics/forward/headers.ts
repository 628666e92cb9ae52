// What goes ahead of forwarded metrics.
import { utf8 } from "../../core/utf8.ts";

/** How bodies travel. */
export type BodyEncoding = "deflate" | "identity";

/** Headers for groups of series, and the tags by which they are grouped. */
export interface ForwardHeaders {
  /** For `splitByTags`. */
  readonly prefixes: readonly string[];
  /** Of the group `key`. Throws where a tag makes no header. */
  of(key: string, encoding: BodyEncoding): Headers;
}

/**
 * Tags with the names `dynamic` become headers, in whose names `_` is `-`; `custom` headers go before them, and the
 * encoding before all. Source: gostatsd, HTTP forwarder; it also says who it is, which here the platform does.
 */
export function createForwardHeaders(
  custom: Readonly<Record<string, string>>,
  dynamic: readonly string[],
): ForwardHeaders {
  const names = dynamic.filter((name) => name && !Object.hasOwn(custom, name));
  return {
    prefixes: names.map((name) => `${name}:`),
    of(key, encoding) {
      const headers = new Headers();
      for (const piece of key.split(",")) {
        const colonAt = piece.indexOf(":");
        if (colonAt < 0) continue;
        headers.set(
          piece.slice(0, colonAt).replaceAll("_", "-"),
          bytesOf(piece.slice(colonAt + 1)),
        );
      }
      headers.delete("user-agent");
      headers.set("content-type", "application/x-protobuf");
      for (const name in custom) headers.set(name, bytesOf(custom[name] as string));
      headers.set("content-encoding", encoding);
      return headers;
    },
  };
}

/** `fetch` takes a character for each byte. */
function bytesOf(text: string): string {
  return String.fromCharCode(...utf8(text));
}
