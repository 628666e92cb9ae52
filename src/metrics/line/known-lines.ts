// Lines that came before: by its bytes, all that a line says but its value is known without being read again.
import type { MetricType, Tags } from "../../core/metric.ts";
import { MAX_KNOWN_LINE_BYTES, MAX_KNOWN_LINES } from "../../core/metric-limits.ts";
import { utf8Text } from "../../core/utf8.ts";
import { type Identity, identify } from "../map.ts";
import { readHead } from "./head.ts";
import { copyWords, hasWords, type Parts } from "./walk.ts";

/** All that a line says but its value. */
export interface KnownLine extends Identity {
  readonly type: MetricType;
  readonly rate: number;
  readonly words: Uint8Array;
}

/** What the line of these parts says, which `source` sent, or what is wrong with it. */
export type KnowLine = (
  bytes: Uint8Array,
  start: number,
  parts: Parts,
  source: string,
) => KnownLine | string;

const HOST = "host:";

/** Makes a memory of lines, which has room for MAX_KNOWN_LINES, and is empty again when that is full. */
export function createKnownLines(namespace: string | undefined, ignoreHost: boolean): KnowLine {
  const bySource = new Map<string, Map<number, KnownLine>>();
  let current: string | undefined;
  let lines = new Map<number, KnownLine>();
  let held = 0;

  return (bytes, start, parts, source) => {
    if (source !== current) turnTo(source);
    const { valueEnd, end, hash } = parts;
    const known = lines.get(hash);
    if (known && valueEnd >= 0 && hasWords(bytes, start, parts, known.words)) return known;
    const head = readHead(utf8Text(bytes.subarray(start, end)), namespace);
    if (typeof head === "string") return head;
    const { type, name, rate } = head;
    const { tags, host } = ignoreHost ? takeHost(head.tags) : { tags: head.tags, host: source };
    const line = {
      ...identify(name, tags, host),
      type,
      rate,
      words: copyWords(bytes, start, parts),
    };
    if (line.words.length <= MAX_KNOWN_LINE_BYTES) {
      makeRoom();
      lines.set(hash, line);
    }
    return line;
  };

  function turnTo(source: string): void {
    makeRoom();
    current = source;
    lines = bySource.get(source) ?? new Map();
    bySource.set(source, lines);
  }

  function makeRoom(): void {
    held += 1;
    if (held < MAX_KNOWN_LINES) return;
    held = 0;
    bySource.clear();
    lines.clear();
  }
}

/** The host is what the first tag says that names one; the others stay. */
function takeHost(tags: Tags): { tags: Tags; host: string } {
  const at = tags.findIndex((tag) => tag.startsWith(HOST));
  return at < 0
    ? { tags, host: "" }
    : { tags: tags.toSpliced(at, 1), host: tags[at]?.slice(HOST.length) ?? "" };
}
