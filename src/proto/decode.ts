// Protobuf messages as plain objects, by a table of their fields. Nothing that is read is trusted.
import { PbfReader } from "pbf";
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
  const reading = readingOf(body, ({ pbf }, _, [name], layout) =>
    fail(pbf, `${name} is laid out as ${layout}`),
  );
  const { pbf } = reading;
  const messages: Message[] = [];
  while (pbf.pos < body.length) {
    const length = readVarint(pbf, body.length, MAX_LENGTH_VARINT);
    messages.push(readMessage(reading, schema, pbf.pos + inside(pbf, length, body.length)));
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
  readonly pbf: PbfReader;
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

function readingOf(body: Uint8Array, otherwise: Reading["otherwise"]): Reading {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return { pbf: new PbfReader(body), decoder, otherwise };
}

const readPacked: Reading["otherwise"] = ({ pbf }, message, [name, kind, many], layout, end) => {
  if (layout !== BYTES || kind !== "double" || !many) return;
  message[name] ??= [];
  while (pbf.pos < end) {
    inside(pbf, 8, end);
    (message[name] as number[]).push(pbf.readDouble());
  }
};

function readMessage(reading: Reading, schema: Schema, end: number): Message {
  const { pbf } = reading;
  const message: Record<string, unknown> = {};
  while (pbf.pos < end) {
    const key = readVarint(pbf, end);
    if (key < 8) fail(pbf, "a field without a number");
    const layout = key % 8;
    const valueEnd = endOf(pbf, layout, end);
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
    pbf.pos = valueEnd;
  }
  return message;
}

function layoutOf(kind: FieldKind): number {
  if (kind === "double" || kind === "fixed64") return FIXED64;
  return kind === "uint64" || kind === "int64" ? VARINT : BYTES;
}

function readValue(reading: Reading, kind: FieldKind, end: number): unknown {
  const { pbf, decoder } = reading;
  if (kind === "double") return pbf.readDouble();
  if (kind === "fixed64") return pbf.readSFixed64();
  if (kind === "int64") return pbf.readVarint(true);
  if (kind === "uint64") return Math.min(pbf.readVarint(), MAX_UINT64);
  if (kind !== "string") return readMessage(reading, kind, end);
  try {
    return decoder.decode(pbf.buf.subarray(pbf.pos, end));
  } catch {
    return fail(pbf, "not UTF-8");
  }
}

/** Where the value ends that begins here, or behind its length, which is read. */
function endOf(pbf: PbfReader, layout: number, end: number): number {
  if (layout === VARINT) return pbf.pos + lengthOfVarint(pbf, end, MAX_VARINT);
  if (layout === FIXED64) return pbf.pos + inside(pbf, 8, end);
  if (layout === FIXED32) return pbf.pos + inside(pbf, 4, end);
  if (layout !== BYTES) return fail(pbf, `a field is laid out as ${layout}`);
  const length = readVarint(pbf, end);
  return pbf.pos + inside(pbf, length, end);
}

// pbf itself would read on behind the end, and find nothing wrong.

function readVarint(pbf: PbfReader, end: number, maxBytes: number = MAX_VARINT): number {
  lengthOfVarint(pbf, end, maxBytes);
  return pbf.readVarint();
}

function lengthOfVarint(pbf: PbfReader, end: number, maxBytes: number): number {
  for (let length = 1; length <= maxBytes; length += 1) {
    inside(pbf, length, end);
    const byte = pbf.buf[pbf.pos + length - 1] as number;
    // 64 bits have room for one bit in the tenth byte.
    if (length === MAX_VARINT && byte > 1) break;
    if (byte < 0x80) return length;
  }
  return fail(pbf, `a varint of more than ${maxBytes} bytes or 64 bits`);
}

function inside(pbf: PbfReader, length: number, end: number): number {
  return pbf.pos + length <= end
    ? length
    : fail(pbf, `cut off: ${length} bytes, of which ${end - pbf.pos} are there`);
}

function fail(pbf: PbfReader, complaint: string): never {
  throw new TallybeaconError("parse", `byte ${pbf.pos}: ${complaint}`);
}
