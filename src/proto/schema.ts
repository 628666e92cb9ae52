// Messages of protobuf as plain objects, and the tables of their fields.

/**
 * What a field holds. Enums are `int64`, `sfixed64` is `fixed64`; a message has a table of its own. Whole numbers are exact
 * up to 2^53.
 */
export type FieldKind = "string" | "double" | "uint64" | "int64" | "fixed64" | Schema;

/**
 * The fields of a message by their numbers; `"many"` for those that are repeated, which are written one by one. A map is
 * many messages of a `key` and a `value`.
 */
export interface Schema {
  readonly [number: number]: readonly [name: string, kind: FieldKind, many?: "many"];
}

/** A message by the names of its fields. What is absent, or undefined, is not 0. */
export interface Message {
  readonly [name: string]: unknown;
}

/** How the value of a field is laid out. Source: Protocol Buffers, encoding. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;
