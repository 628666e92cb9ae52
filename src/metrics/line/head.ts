// What a line says of a metric beside its value.
import type { MetricType, Tags } from "../../core/metric.ts";
import { parseNumber } from "../parse-number.ts";
import { eachAttribute, nextBar, readTags } from "./attributes.ts";
import { normalName } from "./name.ts";

/** A line, but for the numbers or the member that it tells. */
export interface Head {
  readonly type: MetricType;
  readonly name: string;
  readonly rate: number;
  /** As they come. */
  readonly tags: Tags;
  /** The text between name and type. */
  readonly value: string;
}

const TYPES: ReadonlyMap<string, MetricType> = new Map([
  ["c", "counter"],
  ["g", "gauge"],
  ["ms", "timer"],
  ["h", "timer"],
  ["s", "set"],
]);

/** Reads a line that is no event, or says what is wrong with it. */
export function readHead(line: string, namespace = ""): Head | string {
  if (line === "" || line.startsWith("\0")) return "invalid type";
  const colon = find(line, ":", 0);
  if (colon < 0) return "missing key separator";
  const name = normalName(line.slice(0, colon));
  if (name === "") return "key zero len";
  const bar = find(line, "|", colon + 1);
  if (bar < 0) return "missing value separator";
  const letters = line.slice(bar + 1, bar + (line[bar + 1] === "m" ? 3 : 2));
  const type = TYPES.get(letters);
  if (!type) return "invalid type";

  const tags: string[] = [];
  let rate: number | undefined = 1;
  const read = (letter: string, from: number): number | string => {
    if (letter === "#") return readTags(line, from, tags);
    const end = nextBar(line, from);
    if (letter !== "@") return end;
    rate = parseNumber(line.slice(from, end));
    return rate === undefined ? "invalid rate" : end;
  };
  const complaint = eachAttribute(line, bar + 1 + letters.length, "invalid type", read);
  if (complaint !== undefined) return complaint;
  // Nothing stands for none of what there was, or for less.
  if (!(rate > 0)) return "invalid rate";
  return {
    type,
    name: namespace === "" ? name : `${namespace}.${name}`,
    rate,
    tags,
    value: line.slice(colon + 1, bar),
  };
}

/** Where a character stands; -1 where there is none, or a NUL before it. */
function find(line: string, character: string, from: number): number {
  const found = line.indexOf(character, from);
  return line.slice(from, found).includes("\0") ? -1 : found;
}
