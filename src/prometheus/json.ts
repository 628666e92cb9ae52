// Families as JSON, with the names of the protobuf messages.
import { TallybeaconError } from "../core/errors.ts";
import type { Format, MetricFamily } from "../core/family.ts";
import { complain, locating } from "./complain.ts";
import { fromWire, toWire } from "./wire.ts";

/**
 * An array of families: `[{"name":"a","type":1,"metric":[{"gauge":{"value":1}}]}]`. NaN and infinities are `bad-value`, a
 * negative zero is 0. Several arrays, one after the other, are read as one; null is an empty one. Source: InfluxDB 2,
 * telemetry.
 */
export const json: Format = {
  contentType: "application/json",
  encode: (families) => `[${families.map(encodeFamily).join(",")}]`,
  decode: (body) =>
    fromWire(
      arraysOf(decodeText(body)).flatMap((array, index) =>
        locating(
          () => `array ${index + 1}`,
          () => parse(array),
        ),
      ),
    ),
};

function encodeFamily(family: MetricFamily): string {
  return JSON.stringify(toWire(family), (_, value: unknown) => {
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    throw new TallybeaconError("bad-value", `family "${family.name}" holds ${value}`);
  });
}

function decodeText(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return complain("not UTF-8");
  }
}

/** The texts of the arrays that stand one after another, without the nulls between them. */
function arraysOf(text: string): string[] {
  const arrays: string[] = [];
  let start = 0;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (isQuoted) {
      if (char === "\\") at += 1;
      else isQuoted = char !== '"';
    } else if (char === '"') isQuoted = true;
    else if ("[{".includes(char)) depth += 1;
    else if ("]}".includes(char)) {
      depth -= 1;
      if (depth > 0) continue;
      arrays.push(text.slice(start, at + 1));
      start = at + 1;
    }
  }
  return [...arrays, text.slice(start)]
    .map((array) => array.replace(/^([ \t\r\n]*null\b)*[ \t\r\n]*/, ""))
    .filter((array) => array !== "");
}

function parse(array: string): unknown[] {
  let value: unknown;
  try {
    // What is too large for a number would be read as an infinity, which is not written either.
    value = JSON.parse(array, (_, part) =>
      part === Infinity || part === -Infinity ? complain("too large") : part,
    );
  } catch {
    complain("not JSON");
  }
  return Array.isArray(value) ? value : complain("no array");
}
