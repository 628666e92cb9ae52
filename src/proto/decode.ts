// Protobuf messages as plain objects, by a table of their fields. Nothing that is read is trusted.
import { TallybeaconError } from "../core/errors.ts";
import {
  BYTES,
  FIXED32,
  FIXED64,
  type FieldKind,
  type Message,
  type Schema,
  VARINT,
} from "./schema.ts";

/** Bytes of the longest varint, and of one that says how long a message is. Source: the same, and Prometheus' library. */
const MAX_VARINT = 10;
const MAX_LENGTH_VARINT = 5;
/** The largest double that 64 bits hold, for what rounding carries over it. */
const MAX_UINT64 = 2 ** 64 - 2 ** 11;

/**
 * The messages of a body that holds each behind its length. Fields that `schema` does not know are skipped; of several
 * that are not repeated the last counts. Throws `parse` with the byte where it is cut off or is no protobuf.
 */
export function decodeDelimited(body: Uint8Array, schema: Schema): Message[] {
  const reading = readingOf(body, (at, _, [name], layout) =>
    fail(at, `${name} is laid out as ${layout}`),
  );
  const messages: Message[] = [];
  while (reading.pos < body.length) {
    const length = readVarint(reading, body.length, MAX_LENGTH_VARINT);
    messages.push(readMessage(reading, schema, endAfter(reading, length, body.length)));
  }
  return messages;
}

/**
 * The message that is all of a body. As `decodeDelimited`, but that many doubles may share a length, and that other fields
 * which are laid out otherwise than `schema` says are skipped.
 */
export function decode(body: Uint8Array, schema: Schema): Message {
  return readMessage(readingOf(body, readPacked), schema, body.length);
}

type Field = Schema[number];

interface Reading {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The byte that comes next. */
  pos: number;
  readonly decoder: TextDecoder;
  /** Reads, into a message, the value of a field that is not laid out as its table says, if it can. */
  otherwise(
    reading: Reading,
    message: Record<string, unknown>,
    field: Field,
    layout: number,
    end: number,
  ): void;
}

function readingOf(bytes: Uint8Array, otherwise: Reading["otherwise"]): Reading {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { bytes, view, pos: 0, decoder, otherwise };
}

const readPacked: Reading["otherwise"] = (reading, message, [name, kind, many], layout, end) => {
  if (layout !== BYTES || kind !== "double" || !many) return;
  message[name] ??= [];
  while (reading.pos < end) {
    const next = endAfter(reading, 8, end);
    (message[name] as number[]).push(reading.view.getFloat64(reading.pos, true));
    reading.pos = next;
  }
};

function readMessage(reading: Reading, schema: Schema, end: number): Message {
  const message: Record<string, unknown> = {};
  while (reading.pos < end) {
    const key = readVarint(reading, end);
    if (key < 8) fail(reading, "a field without a number");
    const layout = key % 8;
    const valueEnd = endOf(reading, layout, end);
    const field = schema[Math.floor(key / 8)];
    if (field) {
      const [name, kind, many] = field;
      if (layout !== layoutOf(kind)) {
        reading.otherwise(reading, message, field, layout, valueEnd);
      } else {
        const value = readValue(reading, kind, valueEnd);
        if (!many) message[name] = value;
        else if (name in message) (message[name] as unknown[]).push(value);
        else message[name] = [value];
      }
    }
    reading.pos = valueEnd;
  }
  return message;
}

function layoutOf(kind: FieldKind): number {
  if (kind === "double" || kind === "fixed64") return FIXED64;
  return kind === "uint64" || kind === "int64" ? VARINT : BYTES;
}

function readValue(reading: Reading, kind: FieldKind, end: number): unknown {
  const { bytes, view, pos, decoder } = reading;
  if (kind === "double") return view.getFloat64(pos, true);
  if (kind === "fixed64") return view.getInt32(pos + 4, true) * 2 ** 32 + view.getUint32(pos, true);
  if (kind === "int64") return readVarint(reading, end, MAX_VARINT, true);
  if (kind === "uint64") return Math.min(readVarint(reading, end), MAX_UINT64);
  if (kind !== "string") return readMessage(reading, kind, end);
  try {
    return decoder.decode(bytes.subarray(pos, end));
  } catch {
    return fail(reading, "not UTF-8");
  }
}

/** Where the value ends that begins here, or behind its length, which is read. */
function endOf(reading: Reading, layout: number, end: number): number {
  const { pos } = reading;
  if (layout === FIXED64) return endAfter(reading, 8, end);
  if (layout === FIXED32) return endAfter(reading, 4, end);
  if (layout === VARINT) {
    readVarint(reading, end);
    const valueEnd = reading.pos;
    reading.pos = pos;
    return valueEnd;
  }
  if (layout !== BYTES) return fail(reading, `a field is laid out as ${layout}`);
  return endAfter(reading, readVarint(reading, end), end);
}

/** What is above the first 28 of 64 bits is apart, so that nothing is rounded but the sum. */
function readVarint(
  reading: Reading,
  end: number,
  maxBytes: number = MAX_VARINT,
  isSigned = false,
): number {
  let [low, high] = [0, 0];
  for (let at = 0; at < maxBytes; at += 1) {
    const next = endAfter(reading, at + 1, end);
    const byte = reading.bytes[next - 1] as number;
    // 64 bits have room for one bit in the tenth byte.
    if (at === MAX_VARINT - 1 && byte > 1) break;
    if (at < 4) low += (byte & 0x7f) << (7 * at);
    else high += (byte & 0x7f) * 2 ** (7 * at - 28);
    if (byte >= 0x80) continue;
    reading.pos = next;
    return (isSigned && high >= 2 ** 35 ? high - 2 ** 36 : high) * 2 ** 28 + low;
  }
  return fail(reading, `a varint of more than ${maxBytes} bytes or 64 bits`);
}

function endAfter(reading: Reading, length: number, end: number): number {
  const { pos } = reading;
  return pos + length <= end
    ? pos + length
    : fail(reading, `cut off: ${length} bytes, of which ${end - pos} are there`);
}

function fail({ pos }: Reading, complaint: string): never {
  throw new TallybeaconError("parse", `byte ${pos}: ${complaint}`);
}
