// Reading what a server answered: all of it or nothing.
import { MAX_REPLY_CHARS, MIN_INTERVAL_MS, NS_PER_MS } from "../core/limits.ts";
import type { Answer } from "../core/ports.ts";
import type { Reply } from "../core/update.ts";

/**
 * The reply in an answer, or undefined when it is none: another media type than JSON (a 3xx needs none), a
 * body that is not one JSON object or null, or one member of a wrong type. Names match without regard to
 * case, null counts as absent, unknown members are ignored. Source: Caddy v1 telemetry.
 */
export function readReply({ status, contentType, body }: Answer): Partial<Reply> | undefined {
  // A missing type reads as "null", which is no JSON either.
  const isJson = /^3/.test(`${status}`) || /[/+]json\s*(;|$)/i.test(contentType as string);
  if (!isJson || body.length > MAX_REPLY_CHARS || !/^\s*[{n]/.test(body)) return undefined;
  try {
    const members = Object.entries(JSON.parse(body) ?? {}).flatMap(([name, value]) =>
      value === null ? [] : [[name.toLowerCase(), value]],
    );
    const reply: Partial<Reply> = Object.fromEntries(members);
    const { next_update = 0, stop = false, error = "", disable_keys, enable_keys, ack = 0 } = reply;
    return Number.isInteger(next_update) &&
      Math.abs(next_update) < 2 ** 63 &&
      typeof stop === "boolean" &&
      [disable_keys, enable_keys, [error]].every((texts = []) => texts.every(isText)) &&
      Number.isInteger(ack)
      ? reply
      : undefined;
  } catch {
    return undefined;
  }
}

/** When the server wants the next update, in ms, or undefined when it leaves that to the client. */
export function wantedMs(reply: Partial<Reply> | undefined): number | undefined {
  const ms = (reply?.next_update ?? 0) / NS_PER_MS;
  return ms >= MIN_INTERVAL_MS ? ms : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
