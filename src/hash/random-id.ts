// Names that nobody else has.
import { hex } from "./fast-hash.ts";

/** 128 random bits as 32 hex digits. `crypto.randomUUID` is missing on pages served over plain HTTP. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), hex).join("");
}
