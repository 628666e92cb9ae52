// Protobuf messages to and from plain objects, by a table of their fields. Nothing that is read is trusted.
import { PbfReader, PbfWriter } from "pbf";
import { TallybeaconError } from "../core/errors.ts";
import { utf8 } from "../core/utf8.ts";

/**
 * What a field holds. Enums are `int64`, `sfixed64` is `fixed64`; a message has a table of its own. Whole numbers are exact
 * up to 2^53. What is repeated is written one by one, which readers take for packed, too.
 */
export type FieldKind = "string" | "double" | "uint64" | "int64" | "fixed64" | Schema;

/**
 * The fields of a message by their numbers; `"many"` for those that are repeated. Only read: `"packed"` for doubles of
 * which many may share a length, and `"map"` for messages of a `key` and a `value`, which become a `Map`.
 */
export interface Schema {
  readonly [number: number]: readonly [
    name: string,
    kind: FieldKind,
    many?: "many" | "packed" | "map",
  ];
}

/** A message by the names of its fields. What is absent, or undefined, is not 0. */
export interface Message {
  readonly [name: string]: unknown;
}

/** How the value of a field is laid out. Source: Protocol Buffers, encoding. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
/** Bytes of the longest varint, and of one that says how long a message is. Source: the same, and Prometheus' library. */
const MAX_VARINT = 10;
const MAX_LENGTH_VARINT = 5;
/** The largest double that 64 bits hold, for what rounding carries over it. */
const MAX_UINT64 = 2 ** 64 - 2 ** 11;

/** Each message behind its length; the fields that are there, even those that are 0, in the order of their numbers. */
export function encodeDelimited(
  messages: readonly Message[],
  schema: Schema,
): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  const write = writerOf(schema);
  for (const message of messages) pbf.writeRawMessage(write, message);
  // A copy: what pbf returns has the room behind it that it did not need.
  return new Uint8Array(pbf.finish());
}

/** One message that is all of a body, the same way. */
export function encode(message: Message, schema: Schema): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  writerOf(schema)(message, pbf);
  return new Uint8Array(pbf.finish());
}

/**
 * The messages of a body that holds each behind its length. Fields that `schema` does not know are skipped; of several
 * that are not repeated the last counts. Throws `parse` with the byte where it is cut off or is no protobuf.
 */
export function decodeDelimited(body: Uint8Array, schema: Schema): Message[] {
  const reading = readingOf(body, true);
  const { pbf } = reading;
  const messages: Message[] = [];
  while (pbf.pos < body.length) {
    const length = readVarint(pbf, body.length, MAX_LENGTH_VARINT);
    messages.push(readMessage(reading, schema, pbf.pos + inside(pbf, length, body.length)));
  }
  return messages;
}

/**
 * The message that is all of a body. As `decodeDelimited`, but that fields which are laid out otherwise than `schema` says
 * are skipped, too.
 */
export function decode(body: Uint8Array, schema: Schema): Message {
  return readMessage(readingOf(body, false), schema, body.length);
}

interface Reading {
  readonly pbf: PbfReader;
  readonly decoder: TextDecoder;
  /** Whether a field must be laid out as its table says. */
  readonly isStrict: boolean;
}

function readingOf(body: Uint8Array, isStrict: boolean): Reading {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return { pbf: new PbfReader(body), decoder, isStrict };
}

function writerOf(schema: Schema): (message: Message, pbf: PbfWriter) => void {
  const fields = Object.entries(schema).map(([number, [name, kind, many]]) => {
    const writeOne = fieldWriter(Number(number), kind);
    return { name, many, writeOne };
  });
  return (message, pbf) => {
    for (const { name, many, writeOne } of fields) {
      const value = message[name];
      if (value === undefined) continue;
      if (many) for (const one of value as readonly unknown[]) writeOne(pbf, one as never);
      else writeOne(pbf, value as never);
    }
  };
}

function fieldWriter(number: number, kind: FieldKind): (pbf: PbfWriter, value: never) => void {
  // pbf 5.1.2 itself writes U+20000 and what comes after it wrong.
  if (kind === "string") return (pbf, value) => pbf.writeBytesField(number, utf8(value));
  if (kind === "double") return (pbf, value) => pbf.writeDoubleField(number, value);
  if (kind === "fixed64") return (pbf, value) => pbf.writeFixed64Field(number, value);
  if (typeof kind === "string") return (pbf, value) => pbf.writeVarintField(number, value);
  const write = writerOf(kind);
  return (pbf, value) => pbf.writeMessage(number, write, value);
}

function readMessage(reading: Reading, schema: Schema, end: number): Message {
  const { pbf, isStrict } = reading;
  const message: Record<string, unknown> = {};
  while (pbf.pos < end) {
    const key = readVarint(pbf, end);
    if (key < 8) fail(pbf, "a field without a number");
    const layout = key % 8;
    const valueEnd = endOf(pbf, layout, end);
    const [name, kind, many] = schema[Math.floor(key / 8)] ?? [];
    if (name && kind) {
      if (layout === layoutOf(kind)) {
        const value = readValue(reading, kind, valueEnd);
        message[name] = many ? withOne(message[name], value, many) : value;
      } else if (layout === BYTES && many === "packed") {
        message[name] = withPacked(message[name], pbf, valueEnd);
      } else if (isStrict) fail(pbf, `${name} is laid out as ${layout}`);
    }
    pbf.pos = valueEnd;
  }
  return message;
}

function withOne(held: unknown, value: unknown, many: string): unknown {
  if (many === "map") {
    const { key = "", value: mapped = {} } = value as Message;
    return ((held as Map<unknown, unknown> | undefined) ?? new Map()).set(key, mapped);
  }
  if (!held) return [value];
  (held as unknown[]).push(value);
  return held;
}

function withPacked(held: unknown, pbf: PbfReader, end: number): unknown {
  const values = (held as number[] | undefined) ?? [];
  while (pbf.pos < end) {
    inside(pbf, 8, end);
    values.push(pbf.readDouble());
  }
  return values;
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
