// Plain objects as protobuf messages, by a table of their fields.
import type { FieldKind, Message, Schema } from "./schema.ts";
import { createWriter, type Writer } from "./writer.ts";

/** Each message behind its length; the fields that are there, even those that are 0, in the order of their numbers. */
export function encodeDelimited(
  messages: readonly Message[],
  schema: Schema,
): Uint8Array<ArrayBuffer> {
  const to = createWriter();
  const write = writerOf(schema);
  for (const message of [...messages].reverse()) to.message(undefined, () => write(to, message));
  return to.bytes();
}

/** One message that is all of a body, the same way. */
export function encode(message: Message, schema: Schema): Uint8Array<ArrayBuffer> {
  const to = createWriter();
  writerOf(schema)(to, message);
  return to.bytes();
}

type Write = (to: Writer, value: never) => void;

function writerOf(schema: Schema): (to: Writer, message: Message) => void {
  const fields = Object.entries(schema).map(([number, [name, kind, many]]) => {
    const writeOne = fieldWriter(Number(number), kind);
    return { name, many, writeOne };
  });
  // The writer goes backwards.
  fields.reverse();
  return (to, message) => {
    for (const { name, many, writeOne } of fields) {
      const value = message[name];
      if (value === undefined) continue;
      if (many)
        for (const one of [...(value as readonly unknown[])].reverse()) writeOne(to, one as never);
      else writeOne(to, value as never);
    }
  };
}

function fieldWriter(number: number, kind: FieldKind): Write {
  if (kind === "string") return (to, value) => to.text(number, value);
  if (kind === "double") return (to, value) => to.double(number, value);
  if (kind === "fixed64") return (to, value) => to.fixed64(number, value);
  if (typeof kind === "string") return (to, value) => to.varint(number, value);
  const write = writerOf(kind);
  return (to, value) => to.message(number, () => write(to, value));
}
