// Protobuf as text, for eyes: nothing reads it back.
import type { Encoder } from "../core/family.ts";
import { formatNumber, shortestFixed } from "../core/number-text.ts";
import { utf8 } from "../core/utf8.ts";
import type { Message } from "../proto/schema.ts";
import { TYPES, toWire } from "./wire.ts";

const CONTENT_TYPE =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=";

/** Protobuf for eyes, a field a line. Source: Go's `proto.MarshalText`. */
export const protoText: Encoder = {
  contentType: `${CONTENT_TYPE}text`,
  encode: (families) => families.map((family) => `${print(toWire(family), "")}\n`).join(""),
};

/** Protobuf for eyes, a family a line. Source: Go's `proto.CompactText`. */
export const compactText: Encoder = {
  contentType: `${CONTENT_TYPE}compact-text`,
  encode: (families) => families.map((family) => `${printCompact(toWire(family))}\n`).join(""),
};

function print(message: Message, indent: string): string {
  const fields = fieldsOf(message).map(([name, value]) =>
    typeof value === "string"
      ? `${indent}${name}: ${value}\n`
      : `${indent}${name}: <\n${print(value, `${indent}  `)}${indent}>\n`,
  );
  return fields.join("");
}

function printCompact(message: Message): string {
  const fields = fieldsOf(message).map(([name, value]) =>
    typeof value === "string" ? `${name}:${value} ` : `${name}:<${printCompact(value)}> `,
  );
  return fields.join("");
}

/** Each field as often as it comes; its value is what is printed, or a message. */
function fieldsOf(message: Message): [name: string, value: string | Message][] {
  return Object.entries(message).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one !== undefined)
      .map((one): [string, string | Message] => [name, shown(name, one)]),
  );
}

function shown(name: string, value: unknown): string | Message {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "number") return value as Message;
  if (name === "type") return TYPES[value]?.toUpperCase() ?? "";
  const isShort = value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e21);
  return isShort ? shortestFixed(value) : formatNumber(value).toLowerCase().replace("+inf", "inf");
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "n", "\r": "r", "\t": "t" };

/** Other bytes than those of ASCII in octal. */
function quoted(text: string): string {
  const shown = Array.from(utf8(text), (byte) => {
    const char = String.fromCharCode(byte);
    if (/[\n\r\t"\\]/.test(char)) return `\\${ESCAPES[char] ?? char}`;
    return byte >= 0x20 && byte < 0x7f ? char : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${shown.join("")}"`;
}
