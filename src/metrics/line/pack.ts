// Lines in packets.
import { MAX_UDP_BYTES } from "../../core/metric-limits.ts";
import { utf8 } from "../../core/utf8.ts";

/**
 * Puts lines together, each with its line feed, in as many packets as they need. A line that is longer than `maxBytes`, in
 * UTF-8 and with its line feed, is a packet of its own. Source: gostatsd, statsdaemon backend.
 */
export function* packLines(
  lines: Iterable<string>,
  maxBytes: number = MAX_UDP_BYTES,
): Generator<string> {
  let packet = "";
  let bytes = 0;
  for (const line of lines) {
    const more = utf8(line).length + 1;
    if (packet !== "" && bytes + more > maxBytes) {
      yield packet;
      packet = "";
      bytes = 0;
    }
    packet += `${line}\n`;
    bytes += more;
  }
  if (packet !== "") yield packet;
}
