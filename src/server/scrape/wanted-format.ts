// From an Accept to the format of a scrape.
import type { Encoder } from "../../core/family.ts";
import { textEncoder } from "../../prometheus/text-encoder.ts";
import { formatOf } from "../push/format.ts";
import { mediaOf } from "../push/media.ts";

/** The format that is wanted most of those there are, the first of equals; text where none is. Source: RFC 9110, section 12.5.1. */
export function wantedFormat(accept: string | null): Encoder {
  let best: Encoder = textEncoder;
  let most = 0;
  for (const type of (accept ?? "").split(",")) {
    const weight = Number(mediaOf(type)?.parameters.get("q") ?? 1);
    const format = formatOf(type);
    if (!format || !(weight > most)) continue;
    [best, most] = [format, weight];
  }
  return best;
}
