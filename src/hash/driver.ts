// hash-wasm's xxHash32 binary, called without its wrapper: whoever compiled it brings the instance.
import { WASM_BUFFER_BYTES } from "../core/limits.ts";

interface Binary {
  readonly memory: WebAssembly.Memory;
  /** Where input goes and the digest comes out, big-endian. */
  Hash_GetBuffer(): number;
  Hash_Init(seed: number): void;
  Hash_Update(length: number): void;
  Hash_Final(): void;
  /** Init, update and final in one, for input that fits the buffer. */
  Hash_Calculate(length: number, seed: number): void;
}

/** `xxh32` on an instance of the binary: quicker than in JavaScript on long inputs. */
export function drive(instance: WebAssembly.Instance): (input: string | Uint8Array) => number {
  const binary = instance.exports as unknown as Binary;
  const start = binary.Hash_GetBuffer();
  const buffer = new Uint8Array(binary.memory.buffer, start, WASM_BUFFER_BYTES);
  const digest = new DataView(binary.memory.buffer, start, 4);
  const encoder = new TextEncoder();

  function final(): number {
    binary.Hash_Final();
    return digest.getUint32(0);
  }

  function ofText(text: string): number {
    // UTF-8 needs three bytes for a code unit at the most.
    if (text.length * 3 <= WASM_BUFFER_BYTES) {
      binary.Hash_Calculate(encoder.encodeInto(text, buffer).written, 0);
      return digest.getUint32(0);
    }
    binary.Hash_Init(0);
    for (let at = 0; at < text.length; ) {
      // In pieces, because engines copy all of a string that they encode. A pair cut in two is not misread: the
      // units before it leave at most one byte of the buffer, and its first half as U+FFFD would need three.
      const piece = text.slice(at, at + WASM_BUFFER_BYTES);
      const { read, written } = encoder.encodeInto(piece, buffer);
      binary.Hash_Update(written);
      at += read;
    }
    return final();
  }

  function ofBytes(bytes: Uint8Array): number {
    binary.Hash_Init(0);
    for (let at = 0; at < bytes.length; at += WASM_BUFFER_BYTES) {
      const part = bytes.subarray(at, at + WASM_BUFFER_BYTES);
      buffer.set(part);
      binary.Hash_Update(part.length);
    }
    return final();
  }

  return (input) => (typeof input === "string" ? ofText(input) : ofBytes(input));
}
