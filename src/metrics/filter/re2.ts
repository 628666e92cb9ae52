// Regular expressions as RE2 has them, for the engine that is here.
import { TallybeaconError } from "../../core/errors.ts";

/** What a class in brackets may name. Source: RE2, syntax. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7F",
  blank: "\\t ",
  cntrl: "\\x00-\\x1F\\x7F",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** Escapes that the two write differently. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\\A": "(?<![\\s\\S])",
  "\\z": "(?![\\s\\S])",
  "\\a": "\\x07",
};

/** A class in brackets, an escape, a group with its mark, how often, or a character that means something by itself. */
const TOKEN =
  /\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\\[pP](?:[A-Z]|\{\w+\})|\\.|\(\?P?<?.|\{\d+(?:,\d*)?\}|[{}\].]/gs;
const IN_CLASS = /\[:(\^?\w+):\]|\\[pP](?:[A-Z]|\{\w+\})|\\.|\[/gs;

/**
 * An expression of RE2, unanchored. Flags lead it, `(?i)abc`; within it they take an engine that knows them there. Throws
 * `bad-option` for what RE2 or the engine does not have: look-around, back references, negated classes by name.
 */
export function re2(expression: string): RegExp {
  const [lead = "", flags = ""] = /^\(\?([ims]+)\)/.exec(expression) ?? [];
  const dot = flags.includes("s") ? "." : "[^\\n]";

  const translate = (token: string): string => {
    if (token === ".") return dot;
    if (token.length === 1) return `\\${token}`;
    if (token.startsWith("[")) return inClass(token);
    if (token.startsWith("\\")) return escaped(token);
    if (/[=!]$/.test(token)) throw new SyntaxError(`no ${token} here`);
    return token.replace("?P<", "?<");
  };
  try {
    const translated = expression.slice(lead.length).replace(TOKEN, translate);
    return new RegExp(translated, `u${flags}`);
  } catch (error) {
    const { message } = error as Error;
    throw new TallybeaconError("bad-option", `regex:${expression}: ${message}`, error);
  }
}

function escaped(token: string): string {
  if (/^\\[1-9k]/.test(token)) throw new SyntaxError("no back references here");
  if (/^\\[pP][A-Z]$/.test(token)) return `${token.slice(0, 2)}{${token.slice(2)}}`;
  // What means nothing may be escaped there, but not here.
  if (/^\\[^\w^$\\.*+?()[\]{}|/]$/.test(token) || token === "\\_") return token.slice(1);
  return ESCAPES[token] ?? token;
}

function inClass(token: string): string {
  // A bracket that comes first stands for itself.
  const [, open = "", first = "", rest = ""] = /^(\[\^?)(\]?)(.*)$/s.exec(token) ?? [];
  const inside = rest.replace(IN_CLASS, (part, name?: string) => {
    if (name === undefined) return /^\\[-\]]|^\[/.test(part) ? `\\${part.at(-1)}` : escaped(part);
    const named = CLASSES[name];
    if (named === undefined) throw new SyntaxError(`no class ${part} here`);
    return named;
  });
  return open + (first && "\\]") + inside;
}
