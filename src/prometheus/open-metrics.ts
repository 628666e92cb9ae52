// OpenMetrics' text format, version 1.0.0, in both directions.
import type { Format, MetricFamily } from "../core/family.ts";
import { formatNumber, shortestFixed } from "../core/number-text.ts";
import { createAssembly } from "./assembly.ts";
import { complain, quote } from "./complain.ts";
import { type Dialect, escapeText, expose } from "./expose.ts";
import { OPEN_KINDS } from "./kinds.ts";
import { eachLine, readComment, readNumbers, readSample, unescaped } from "./lines.ts";
import { parseNumber } from "./number.ts";
import { typeOf } from "./wanted.ts";

const END = "# EOF";

const DIALECT: Dialect = {
  head(family) {
    const name = baseOf(family);
    const type = family.type === "untyped" ? "unknown" : typeOf(family);
    const about = family.help === undefined ? "" : `# HELP ${name} ${escapeText(family.help)}\n`;
    return `# TYPE ${name} ${type}\n${about}`;
  },
  nameOf: (family) => (typeOf(family) === "counter" ? `${baseOf(family)}_total` : family.name),
  // Whole numbers have a fraction where they are a label.
  bound: (value) => formatNumber(value).replace(/^-?\d+$/, "$&.0"),
  time: (ms) => shortestFixed(Math.trunc(ms) / 1000),
};

/**
 * OpenMetrics' text, `application/openmetrics-text; version=1.0.0`. A counter without `_total` gets it; what has no type
 * is unknown. Read are an info as the gauge `a_info`, a stateset as a gauge, a gauge histogram as a histogram; units,
 * exemplars and `_created` are not kept. Blanks and blank lines are taken as in the older format, but the last line has
 * to be `# EOF`. Source: OpenMetrics 1.0.
 */
export const openMetrics: Format = {
  contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  encode: (families) => `${expose(families, DIALECT)}${END}\n`,
  decode(body) {
    const assembly = createAssembly(OPEN_KINDS);
    let isOver = false;
    eachLine(body, (line, isEnded) => {
      if (isOver) complain(`${quote(line)} after ${END}`);
      isOver = line === END;
      if (!isOver && !isEnded) complain(`the last line must be ${END}`);
      if (line.startsWith("#")) {
        const comment = readComment(line);
        if (comment?.word === "HELP") assembly.setHelp(comment.name, unescaped(comment.text, '"'));
        if (comment?.word === "TYPE") assembly.setType(comment.name, comment.text);
        return;
      }
      const { name, labels, rest } = readSample(line);
      // What comes after it is an exemplar.
      const { value, time } = readNumbers(rest.split(" # ", 1)[0] ?? "");
      assembly.add(name, labels, value, time === undefined ? undefined : timeOf(time));
    });
    return isOver ? assembly.families() : complain(`the last line must be ${END}`);
  },
};

/** What a family is called where its samples have the suffix. */
function baseOf({ name, type = "counter" }: MetricFamily): string {
  return type === "counter" ? name.replace(/(.)_total$/, "$1") : name;
}

function timeOf(text: string): number {
  const ms = Math.round((parseNumber(text) ?? Number.NaN) * 1000);
  return Number.isSafeInteger(ms) ? ms : complain(`${quote(text)} where a time in seconds must be`);
}
