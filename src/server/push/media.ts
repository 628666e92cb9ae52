// A Content-Type, taken apart.

/** `text/plain; version=0.0.4`: names are in small letters, values as they came. */
export interface Media {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TYPE = /^\s*([\w!#$%&'*+.^`|~/-]+)\s*(?=;|$)/;
const PARAMETER =
  /\s*;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([\w!#$%&'*+.^`|~-]+))/y;
const END = /\s*;?\s*$/y;

/** Nothing where it is malformed, or names a parameter twice. Source: RFC 9110, section 8.3.1, and Go's `mime`. */
export function mediaOf(header: string): Media | undefined {
  const [start = "", type] = TYPE.exec(header) ?? [];
  if (type === undefined) return undefined;
  const parameters = new Map<string, string>();
  let at = start.length;
  for (;;) {
    PARAMETER.lastIndex = at;
    const [whole, name = "", quoted, plain = ""] = PARAMETER.exec(header) ?? [];
    if (whole === undefined) break;
    at += whole.length;
    const key = name.toLowerCase();
    if (parameters.has(key)) return undefined;
    parameters.set(key, quoted?.replace(/\\(.)/g, "$1") ?? plain);
  }
  END.lastIndex = at;
  return END.test(header) ? { type: type.toLowerCase(), parameters } : undefined;
}
