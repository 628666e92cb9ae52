// A body of one of the text formats, taken apart: lines, comments, samples.
import type { Labels } from "../core/family.ts";
import { complain, locating, quote } from "./complain.ts";
import { parseNumber } from "./number.ts";

/** `# HELP name text`, or `# TYPE name word`. */
export interface Comment {
  readonly word: string;
  readonly name: string;
  readonly text: string;
}

/** A line with a value. */
export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  /** What follows name and labels, without blanks before it. */
  readonly rest: string;
}

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const WORD = /[^ \t]*/y;

/** Hands on each line that is not blank, and whether it ended. Throws `parse` with the number of a line that is bad. */
export function eachLine(body: Uint8Array, read: (line: string, isEnded: boolean) => void): void {
  // A byte order mark is no part of a name, and has to be seen to be refused.
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let number = 1;
  locating(
    () => `line ${number}`,
    () => {
      for (let start = 0; start < body.length; number += 1) {
        const found = body.indexOf(0x0a, start);
        const end = found < 0 ? body.length : found;
        const line = decode(utf8, body.subarray(start, end));
        const first = skip(line, 0);
        if (first < line.length) read(line.slice(first), found >= 0);
        start = end + 1;
      }
    },
  );
}

function decode(utf8: TextDecoder, bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return complain("not UTF-8");
  }
}

/** What a line that begins with `#` says of a metric; undefined for one that only people have a use for. */
export function readComment(line: string): Comment | undefined {
  const at = skip(line, 1);
  const word = match(WORD, line, at);
  if (word !== "HELP" && word !== "TYPE") return undefined;
  const nameAt = skip(line, at + word.length);
  const name = match(METRIC_NAME, line, nameAt);
  const nameEnd = nameAt + name.length;
  const textAt = skip(line, nameEnd);
  if (nameEnd < line.length && (name === "" || textAt === nameEnd)) {
    complain(`${word} of ${quote(line.slice(nameAt))}, which is no metric name`);
  }
  return textAt < line.length ? { word, name, text: line.slice(textAt) } : undefined;
}

/** Name and labels of a line that is not a comment. */
export function readSample(line: string): Sample {
  const name = match(METRIC_NAME, line, 0) || complain(`${quote(line)} begins with no metric name`);
  const labels: [string, string][] = [];
  let at = skip(line, name.length);
  if (line[at] === "{") {
    at = skip(line, at + 1);
    while (line[at] !== "}") at = readLabel(line, at, labels);
    at = skip(line, at + 1);
  }
  return { name, labels, rest: line.slice(at) };
}

/** Adds one label, and returns where the next one, or the brace, stands. */
function readLabel(line: string, at: number, labels: [string, string][]): number {
  const name = match(LABEL_NAME, line, at) || complain(`${quote(line.slice(at))} is no label name`);
  if (name === "__name__") complain('the label name "__name__" is taken');
  const start = expect('"', line, expect("=", line, at + name.length));
  let end = start;
  while (end < line.length && line[end] !== '"') end += line[end] === "\\" ? 2 : 1;
  if (end >= line.length) complain(`the value of label ${quote(name)} does not end`);
  labels.push([name, unescaped(line.slice(start, end), '"')]);
  const next = skip(line, end + 1);
  return line[next] === "}" ? next : expect(",", line, next);
}

/** What follows name and labels: a number, and perhaps a time, in whatever unit. */
export function readNumbers(rest: string): { value: number; time: string | undefined } {
  // A blank behind a number is followed by another one, if only of no characters.
  const [, value = "", time] = /^([^ \t]*)(?:[ \t]+([^ \t]*))?$/.exec(rest) ?? [];
  const wanted = "where a number, and perhaps a time, must be";
  return { value: parseNumber(value) ?? complain(`${quote(rest)} ${wanted}`), time };
}

/** `text` without its backslashes, each of which stands before `n`, another one, or what is `special`. */
export function unescaped(text: string, special: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(.?)/gs, (found, char: string) => {
    if (char === "n") return "\n";
    return char && `\\${special}`.includes(char) ? char : complain(`the escape ${quote(found)}`);
  });
}

/** Where the blanks at `at` end. */
function skip(line: string, at: number): number {
  let end = at;
  while (line[end] === " " || line[end] === "\t") end += 1;
  return end;
}

/** Where what follows `char` begins, with blanks around it. */
function expect(char: string, line: string, at: number): number {
  const found = skip(line, at);
  if (line[found] !== char) complain(`${quote(line.slice(found))} where ${char} must be`);
  // Blanks within quotes are part of a value.
  return char === '"' ? found + 1 : skip(line, found + 1);
}

function match(pattern: RegExp, line: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0] ?? "";
}
