// The body of a request: not too long, not too slow, unzipped, and really text where text is asked for.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import { BODY_TIMEOUT_MS, MAX_BODY_BYTES } from "../core/limits.ts";
import type { Clock } from "../core/ports.ts";

/** How much of a body is taken, and for how long. */
export interface BodyLimits {
  /** As it travels and, where it is zipped, unzipped too. Default 1,024,000. */
  readonly maxBytes?: number;
  /** From the first look at the request to the end of its body. Default 10,000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const BROKEN_OFF = "body: broken off";

/** How a body may be zipped; `deflate` is that of HTTP, in the wrapper of zlib. */
export type Zip = "gzip" | "deflate";

type Reader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;

/** Reads a body as UTF-8 text. Throws as `readBody` does, and `parse` for broken UTF-8. */
export async function readText(request: Request, limits?: BodyLimits): Promise<string> {
  return decode(await readBody(request, limits));
}

/**
 * Reads a body, unzipped if `content-encoding` says `zip`. Throws `too-large` (and reads no further), `timeout`,
 * `unsupported` for other encodings, `parse` for what is no such zip.
 */
export async function readBody(
  request: Request,
  limits: BodyLimits = {},
  zip: Zip = "gzip",
): Promise<Uint8Array> {
  const { maxBytes = MAX_BODY_BYTES, timeoutMs = BODY_TIMEOUT_MS, clock = systemClock } = limits;
  const zipped = isZipped(request.headers.get("content-encoding"), zip);
  const said = Number(request.headers.get("content-length"));
  if (said > maxBytes) throw tooLarge(maxBytes);
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  let late = false;
  const disarm = clock.after(timeoutMs, () => {
    late = true;
    reader.cancel().catch(() => {});
  });
  try {
    const bytes = await (zipped ? unzip(reader, maxBytes, zip) : readBytes(reader, maxBytes));
    if (!late) {
      lengths.set(request, said > 0 ? said : bytes.byteLength);
      return bytes;
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    if (!late) throw error;
  } finally {
    disarm();
  }
  throw new TallybeaconError("timeout", `body: not there within ${timeoutMs} ms`);
}

/** Bytes of a body that was read: as many as it said or, where it did not say, as were read. */
export function bytesOf(request: Request): number {
  return lengths.get(request) ?? 0;
}

/** What was not read may say anything. */
const lengths = new WeakMap<Request, number>();

function isZipped(encoding: string | null, zip: Zip): boolean {
  const name = encoding?.trim().toLowerCase() || "identity";
  if (name === zip) return true;
  if (name === "identity") return false;
  throw new TallybeaconError("unsupported", `content-encoding: must be ${zip} or absent`);
}

async function readBytes(
  reader: Reader,
  maxBytes: number,
  complaint: string = BROKEN_OFF,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  try {
    const length = await drain(reader, maxBytes, (chunk) => void chunks.push(chunk));
    return chunks.length === 1 ? (chunks[0] as Uint8Array) : concat(chunks, length);
  } catch (error) {
    reader.cancel().catch(() => {});
    throw blame(error, complaint);
  }
}

async function unzip(reader: Reader, maxBytes: number, zip: Zip): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream(zip);
  const complaint = `body: not ${zip}`;
  const fed = feed(reader, writable.getWriter(), maxBytes, complaint);
  const bytes = readBytes(readable.getReader(), maxBytes, complaint);
  return (await Promise.all([bytes, fed]))[0];
}

async function feed(
  reader: Reader,
  writer: WritableStreamDefaultWriter<BufferSource>,
  maxBytes: number,
  complaint: string,
): Promise<void> {
  try {
    await drain(reader, maxBytes, (chunk) => writer.write(chunk as Uint8Array<ArrayBuffer>));
    await writer.close();
  } catch (error) {
    writer.abort(error).catch(() => {});
    throw blame(error, complaint);
  }
}

/** Hands on all chunks, and tells how many bytes they are. */
async function drain(
  reader: Reader,
  maxBytes: number,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<number> {
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return length;
    length += value.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes);
    await take(value);
  }
}

/** Whatever the platform throws while a body is read, its sender is at fault. */
function blame(error: unknown, complaint: string): TallybeaconError {
  return error instanceof TallybeaconError
    ? error
    : new TallybeaconError("parse", complaint, error);
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** Made once: that costs more than most texts. */
let decoder: TextDecoder | undefined;

function decode(bytes: Uint8Array): string {
  try {
    decoder ??= new TextDecoder("utf-8", { fatal: true });
    return decoder.decode(bytes);
  } catch (error) {
    decoder = undefined;
    throw new TallybeaconError("parse", "body: not UTF-8", error);
  }
}

function tooLarge(maxBytes: number): TallybeaconError {
  return new TallybeaconError("too-large", `body: more than ${maxBytes} bytes`);
}
