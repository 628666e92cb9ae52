// Whose update it is, before anybody reads it as one.
import { MAX_INSTANCE_ID_CHARS } from "../../core/limits.ts";

/** Under this name the front tells the objects, which would have to parse the update for it. */
const HEADER = "x-tallybeacon-instance";

const NAME = '"instance_id"';
/** As clients write it, it stands first. */
const FIRST = /^\s*\{\s*"instance_id"\s*:\s*"([^"\\]*)"/;

/** The instance that a text names, nothing when that is no update: no object is asked for a name that is too long. */
export function instanceIn(text: string): string | undefined {
  const named = namedIn(text);
  return named !== undefined && named.length <= MAX_INSTANCE_ID_CHARS ? named : undefined;
}

function namedIn(text: string): string | undefined {
  const first = FIRST.exec(text);
  // Of two members of one name the last counts, however it is written.
  if (first && !text.includes(NAME, first[0].length) && !text.includes("\\u")) return first[1];
  try {
    const { instance_id } = JSON.parse(text) as { instance_id?: unknown };
    return typeof instance_id === "string" ? instance_id : undefined;
  } catch {
    return undefined;
  }
}

/** The instance that the front found. Whoever makes it up misplaces counts of his own making. */
export function instanceOf(headers: Headers): string | undefined {
  const text = headers.get(HEADER);
  if (text === null) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Tells the instance. */
export function withInstance(headers: Headers, instance: string | undefined): Headers {
  headers.delete(HEADER);
  try {
    // A longer one is refused, and would not fit into a header.
    if (instance !== undefined && instance.length <= MAX_INSTANCE_ID_CHARS) {
      headers.set(HEADER, encodeURIComponent(instance));
    }
  } catch {
    // Half a character: the server refuses it by its name.
  }
  return headers;
}

/** The request as it is where nobody told. */
export function untold(request: Request): Request {
  if (!request.headers.has(HEADER)) return request;
  return new Request(request, { headers: withInstance(new Headers(request.headers), undefined) });
}
