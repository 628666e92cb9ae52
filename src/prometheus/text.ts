// Prometheus' text format, version 0.0.4, in both directions.
import type { Format, MetricFamily } from "../core/family.ts";
import { createAssembly } from "./assembly.ts";
import { complain, quote } from "./complain.ts";
import { TEXT_KINDS } from "./kinds.ts";
import { eachLine, readComment, readNumbers, readSample, unescaped } from "./lines.ts";
import { textEncoder } from "./text-encoder.ts";

/**
 * Prometheus' text format, `text/plain; version=0.0.4`, read as Prometheus' own library reads it; families come in the
 * order of their first lines. What is written reads back, but that families without metrics are left out, a bucket of
 * +Inf is added where there is none, an absent type is counter, and blanks before a help and the sign of -0 are lost.
 * Source: Prometheus, exposition formats.
 */
export const text: Format = { ...textEncoder, decode };

function decode(body: Uint8Array): MetricFamily[] {
  const assembly = createAssembly(TEXT_KINDS);
  eachLine(body, (line, isEnded) => {
    if (!isEnded) complain("the last line must end with a line feed");
    if (line.startsWith("#")) {
      const comment = readComment(line);
      if (comment?.word === "HELP") assembly.setHelp(comment.name, unescaped(comment.text, ""));
      if (comment?.word === "TYPE") assembly.setType(comment.name, comment.text);
      return;
    }
    const { name, labels, rest } = readSample(line);
    const { value, time } = readNumbers(rest);
    assembly.add(name, labels, value, time === undefined ? undefined : timeOf(time));
  });
  return assembly.families();
}

function timeOf(text: string): number {
  const ms = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(ms) ? ms : complain(`${quote(text)} where a time in ms must be`);
}
