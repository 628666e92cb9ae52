// Protobuf, small enough for pages: written from the end to the start, so that what is in a message is there before its length.
import { BYTES, FIXED64, VARINT } from "./schema.ts";

/** Writes fields, the last one first. */
export interface Writer {
  text(field: number, value: string): void;
  /** Whole numbers below 0, too. */
  varint(field: number, value: number): void;
  /** The same in eight bytes. */
  fixed64(field: number, value: number): void;
  double(field: number, value: number): void;
  /** Doubles one after the other, behind one length. */
  packed(field: number, values: readonly number[]): void;
  /** What `write` writes, behind its length; without a number of a field that is all. */
  message(field: number | undefined, write: () => void): void;
  bytes(): Uint8Array<ArrayBuffer>;
}

/** Starts with nothing. Whole numbers are exact up to 2^53. Source: Protocol Buffers, encoding. */
export function createWriter(): Writer {
  const encoder = new TextEncoder();
  let buffer = new Uint8Array(1024);
  let view = new DataView(buffer.buffer);
  let at = buffer.length;

  /** Makes room for so many bytes before what is there. */
  const back = (length: number): void => {
    if (at < length) {
      const larger = new Uint8Array(2 * buffer.length + length);
      at += larger.length - buffer.length;
      larger.set(buffer, larger.length - buffer.length);
      buffer = larger;
      view = new DataView(buffer.buffer);
    }
    at -= length;
  };
  const halves = (low: number, high: number): void => {
    const isLast = high === 0 && low < 0x80;
    // What comes after the first byte is written before it.
    if (!isLast) halves(((low >>> 7) | (high << 25)) >>> 0, high >>> 7);
    back(1);
    buffer[at] = isLast ? low : low | 0x80;
  };
  /** Negative numbers are those of 64 bits: ten bytes. */
  const number = (value: number) => halves(value >>> 0, Math.floor(value / 2 ** 32) >>> 0);
  const tag = (field: number, layout: number) => number(field * 8 + layout);
  const putDouble = (value: number): void => {
    back(8);
    view.setFloat64(at, value, true);
  };
  const message: Writer["message"] = (field, write) => {
    const end = buffer.length - at;
    write();
    number(buffer.length - at - end);
    if (field) tag(field, BYTES);
  };

  return {
    text: (field, value) =>
      message(field, () => {
        const bytes = encoder.encode(value);
        back(bytes.length);
        buffer.set(bytes, at);
      }),
    varint(field, value) {
      number(value);
      tag(field, VARINT);
    },
    fixed64(field, value) {
      back(8);
      view.setUint32(at, value, true);
      view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
      tag(field, FIXED64);
    },
    double(field, value) {
      putDouble(value);
      tag(field, FIXED64);
    },
    packed: (field, values) => message(field, () => [...values].reverse().forEach(putDouble)),
    message,
    bytes: () => buffer.slice(at),
  };
}
