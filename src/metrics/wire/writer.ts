// Protobuf for pages, small: written from the end to the start, so that what is in a message is there before its length.

/** Writes fields, the last one first. Texts and numbers that are empty or 0 are left out. */
export interface Writer {
  text(field: number, value: string): void;
  /** Each of them, the last one first, even those that are empty. */
  texts(field: number, values: readonly string[]): void;
  int64(field: number, value: number): void;
  double(field: number, value: number): void;
  /** Doubles one after the other, behind one length. */
  packed(field: number, values: readonly number[]): void;
  /** What `write` writes, behind its length. */
  message(field: number, write: () => void): void;
  bytes(): Uint8Array<ArrayBuffer>;
}

/** How the value of a field is laid out. Source: Protocol Buffers, encoding. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/** Starts with nothing. Whole numbers are exact up to 2^53. Source: Protocol Buffers, encoding, proto3. */
export function createWriter(): Writer {
  const encoder = new TextEncoder();
  let buffer = new Uint8Array(1024);
  let at = buffer.length;

  /** Makes room for so many bytes before what is there. */
  const back = (length: number): void => {
    if (at < length) {
      const larger = new Uint8Array(2 * buffer.length + length);
      at += larger.length - buffer.length;
      larger.set(buffer, larger.length - buffer.length);
      buffer = larger;
    }
    at -= length;
  };
  const varint = (value: number): void => {
    const bytes: number[] = [];
    // Two halves, as negative numbers are those of 64 bits: ten bytes.
    let [low, high] = [value >>> 0, Math.floor(value / 2 ** 32) >>> 0];
    while (high > 0 || low > 0x7f) {
      bytes.push((low & 0x7f) | 0x80);
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    bytes.push(low);
    back(bytes.length);
    buffer.set(bytes, at);
  };
  const tag = (field: number, layout: number) => varint(field * 8 + layout);
  const fixed = (value: number): void => {
    back(8);
    new DataView(buffer.buffer).setFloat64(at, value, true);
  };
  const behindLength = (field: number, write: () => void): void => {
    const end = buffer.length - at;
    write();
    varint(buffer.length - at - end);
    tag(field, BYTES);
  };
  const texts: Writer["texts"] = (field, values) => {
    for (const value of [...values].reverse()) {
      behindLength(field, () => {
        const bytes = encoder.encode(value);
        back(bytes.length);
        buffer.set(bytes, at);
      });
    }
  };

  return {
    texts,
    text: (field, value) => texts(field, value ? [value] : []),
    int64(field, value) {
      if (value === 0) return;
      varint(value);
      tag(field, VARINT);
    },
    double(field, value) {
      // What is 0 is left out, but not what is -0.
      if (Object.is(value, 0)) return;
      fixed(value);
      tag(field, FIXED64);
    },
    packed(field, values) {
      if (values.length > 0) behindLength(field, () => [...values].reverse().forEach(fixed));
    },
    message: behindLength,
    bytes: () => buffer.slice(at),
  };
}
