// Events, as lines have them.
import type { MetricEvent } from "../../core/metric.ts";
import { utf8Text } from "../../core/utf8.ts";
import { ALERT_TYPES, PRIORITIES, UNTOLD } from "../event-words.ts";
import { eachAttribute, nextBar, readTags } from "./attributes.ts";

const HEADER = /^_e\{(\d+),(\d+)\}:/;
const BAR = 0x7c;
const MAX_LENGTH = "4294967295";
const MAX_SECONDS = "9223372036854775807";

/** Reads a line that begins with `_`, or says what is wrong with it. Where no date is told, `dateHappened` is 0. */
export function readEvent(bytes: Uint8Array): MetricEvent | string {
  const line = utf8Text(bytes);
  if (line[1] !== "e") return "invalid type";
  const [header, ...digits] = HEADER.exec(line) ?? [];
  if (header === undefined) return "invalid format";
  const [titleBytes, textBytes] = digits.map((each) => wholeNumber(each, MAX_LENGTH));
  if (titleBytes === undefined || textBytes === undefined) return "overflow";
  const titleEnd = header.length + titleBytes;
  const textEnd = titleEnd + 1 + textBytes;
  if (textEnd > bytes.length) return "not enough data";
  if (bytes[titleEnd] !== BAR) return "invalid format";
  const tags: string[] = [];
  const event = {
    title: utf8Text(bytes.subarray(header.length, titleEnd)),
    text: utf8Text(bytes.subarray(titleEnd + 1, textEnd)).replaceAll("\\n", "\n"),
    dateHappened: 0,
    ...UNTOLD,
    tags,
  };

  const rest = utf8Text(bytes.subarray(textEnd));
  const read = (letter: string, from: number): number | string => {
    if (letter === "#") return readTags(rest, from, tags);
    const end = nextBar(rest, from);
    if (!/[dhkpst]/.test(letter)) return end;
    if (rest[from] !== ":") return "invalid format";
    const said = rest.slice(from + 1, end);
    if (letter === "h") event.source = said;
    else if (letter === "k") event.aggregationKey = said;
    else if (letter === "s") event.sourceTypeName = said;
    else if (letter === "p") {
      const priority = PRIORITIES.find((word) => word === said);
      if (!priority) return "invalid event attributes";
      event.priority = priority;
    } else if (letter === "t") {
      const alertType = ALERT_TYPES.find((word) => word === said);
      if (!alertType) return "invalid event attributes";
      event.alertType = alertType;
    } else {
      const [seconds = ""] = /^\d*/.exec(said) ?? [];
      if (seconds === "") return "invalid format";
      const date = wholeNumber(seconds, MAX_SECONDS);
      if (date === undefined) return "overflow";
      event.dateHappened = Math.min(date, Number.MAX_SAFE_INTEGER);
      return from + 1 + seconds.length;
    }
    return end;
  };
  return eachAttribute(rest, 0, "invalid event attributes", read) ?? event;
}

/** Undefined beyond `max`, both of digits. */
function wholeNumber(digits: string, max: string): number | undefined {
  const short = digits.replace(/^0+(?=\d)/, "");
  const isBeyond = short.length === max.length ? short > max : short.length > max.length;
  return isBeyond ? undefined : Number(short);
}
