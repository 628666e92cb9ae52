// Writing Prometheus' text format, version 0.0.4: all that a page needs to push.
import type { Encoder } from "../core/family.ts";
import { formatNumber } from "../core/number-text.ts";
import { type Dialect, escapeText, expose } from "./expose.ts";
import { typeOf } from "./wanted.ts";

const DIALECT: Dialect = {
  head: (family) => {
    const { name, help } = family;
    const about = help === undefined ? "" : `# HELP ${name} ${escapeText(help, /[\\\n]/g)}\n`;
    return `${about}# TYPE ${name} ${typeOf(family)}\n`;
  },
  nameOf: ({ name }) => name,
  bound: formatNumber,
  time: (ms) => String(Math.trunc(ms)),
};

/**
 * Prometheus' text format, to write only: the smallest of all. A bucket of +Inf is added where there is none; families
 * without metrics are left out.
 */
export const textEncoder: Encoder = {
  contentType: "text/plain; version=0.0.4; charset=utf-8",
  encode: (families) => expose(families, DIALECT),
};
