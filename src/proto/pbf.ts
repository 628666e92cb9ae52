// Protobuf messages to and from plain objects, by a table of their fields. Nothing that is read is trusted.
import { PbfReader, PbfWriter } from "pbf";
import { TallybeaconError } from "../core/errors.ts";
import { utf8 } from "../core/utf8.ts";

/** What a field holds. Enums are `int64`; a message has a table of its own. Whole numbers are exact up to 2^53. */
export type FieldKind = "string" | "double" | "uint64" | "int64" | Schema;

/** The fields of a message by their numbers; `"many"` for those that are repeated. */
export interface Schema {
  readonly [number: number]: readonly [name: string, kind: FieldKind, many?: "many"];
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

/**
 * The messages of a body that holds each behind its length. Fields that `schema` does not know are skipped; of several
 * that are not repeated the last counts. Throws `parse` with the byte where it is cut off or is no protobuf.
 */
export function decodeDelimited(body: Uint8Array, schema: Schema): Message[] {
  const pbf = new PbfReader(body);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const messages: Message[] = [];
  while (pbf.pos < body.length) {
    const length = readVarint(pbf, body.length, MAX_LENGTH_VARINT);
    messages.push(readMessage(pbf, decoder, schema, pbf.pos + inside(pbf, length, body.length)));
  }
  return messages;
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
  if (typeof kind === "string") return (pbf, value) => pbf.writeVarintField(number, value);
  const write = writerOf(kind);
  return (pbf, value) => pbf.writeMessage(number, write, value);
}

function readMessage(pbf: PbfReader, decoder: TextDecoder, schema: Schema, end: number): Message {
  const message: Record<string, unknown> = {};
  while (pbf.pos < end) {
    const key = readVarint(pbf, end);
    if (key < 8) fail(pbf, "a field without a number");
    const valueEnd = endOf(pbf, key % 8, end);
    const [name, kind, many] = schema[Math.floor(key / 8)] ?? [];
    if (name && kind) {
      if (key % 8 !== layoutOf(kind)) fail(pbf, `${name} is laid out as ${key % 8}`);
      const value = readValue(pbf, decoder, kind, valueEnd);
      if (!many) message[name] = value;
      else if (name in message) (message[name] as unknown[]).push(value);
      else message[name] = [value];
    }
    pbf.pos = valueEnd;
  }
  return message;
}

function layoutOf(kind: FieldKind): number {
  if (kind === "double") return FIXED64;
  return kind === "uint64" || kind === "int64" ? VARINT : BYTES;
}

function readValue(pbf: PbfReader, decoder: TextDecoder, kind: FieldKind, end: number): unknown {
  if (kind === "double") return pbf.readDouble();
  if (kind === "int64") return pbf.readVarint(true);
  if (kind === "uint64") return Math.min(pbf.readVarint(), MAX_UINT64);
  if (kind !== "string") return readMessage(pbf, decoder, kind, end);
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
    if ((pbf.buf[pbf.pos + length - 1] as number) < 0x80) return length;
  }
  return fail(pbf, `a varint of more than ${maxBytes} bytes`);
}

function inside(pbf: PbfReader, length: number, end: number): number {
  return pbf.pos + length <= end
    ? length
    : fail(pbf, `cut off: ${length} bytes, of which ${end - pbf.pos} are there`);
}

function fail(pbf: PbfReader, complaint: string): never {
  throw new TallybeaconError("parse", `byte ${pbf.pos}: ${complaint}`);
}
