// Reading what a server answered: all of it or nothing.
import { MAX_REPLY_CHARS, MIN_INTERVAL_MS, NS_PER_MS } from "../core/limits.ts";
import type { Reply } from "../core/update.ts";

/**
 * The reply in an answer, or undefined when it is none: another media type than JSON (a 3xx needs none), a
 * body that is not one JSON object or null, or one member of a wrong type. Names match without regard to
 * case, null counts as absent, unknown members are ignored. Source: Caddy v1 telemetry.
 */
export function readReply(
  status: number,
  contentType: string | null,
  body: string,
): Partial<Reply> | undefined {
  const isJson = /^3|json/.test(`${status}${contentType}`);
  if (!isJson || body.length > MAX_REPLY_CHARS || !/^\s*[{n]/.test(body)) return undefined;
  try {
    const reply: Partial<Reply> = JSON.parse(body, asNamed) ?? {};
    const {
      next_update,
      stop = false,
      error = "",
      disable_keys,
      enable_keys,
      ack,
      version,
      now,
    } = reply;
    return [next_update, ack, version, now].every(isWhole) &&
      typeof stop === "boolean" &&
      [disable_keys, enable_keys, [error]].every((texts = []) => texts.findIndex(isNoText) < 0)
      ? reply
      : undefined;
  } catch {
    return undefined;
  }
}

/** When the server wants the next update, in ms, or undefined when it leaves that to the client. */
export function wantedMs({ next_update = 0 }: Partial<Reply>): number | undefined {
  const ms = next_update / NS_PER_MS;
  return ms >= MIN_INTERVAL_MS ? ms : undefined;
}

/** `JSON.parse` has it put each member under its name in lower case, and leave null out. */
function asNamed(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const kept = value ?? undefined;
  this[name.toLowerCase()] = kept;
  return kept;
}

/** What a signed number of 64 bits can be, or is not there. */
function isWhole(value = 0): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}

/** Found in lists, unlike `every`, also where there is a hole. */
function isNoText(value: unknown): boolean {
  return typeof value !== "string";
}
