// What a report is answered, read as leniently as Go reads JSON.
import type { Json } from "../core/json.ts";
import type { ReportReply } from "../core/report.ts";

/**
 * What `text` says, and what is wrong with it, if anything: one bad member does not silence the others. Names match
 * without regard to case, null counts as absent, unknown members are ignored. No text at all is no news: `version` is
 * the latest. Source: Metriton's client.
 */
export function readReply(text: string, version: string): [reply: ReportReply, fault: unknown] {
  const reply: Record<string, Exclude<Json, null>> = {
    application: "",
    latest_version: text ? "" : version,
    notices: [],
    hard_limit: false,
    disable_scout: false,
  };
  // JSON that begins so is an object or null.
  let fault: unknown = !text || /^\s*[{n]/.test(text) ? "" : "not an object";
  try {
    for (const [name, value] of Object.entries<Json>((text && JSON.parse(text)) ?? {})) {
      const member = name.toLowerCase();
      if (value === null || !Object.hasOwn(reply, member)) continue;
      if (value.constructor === reply[member]?.constructor) reply[member] = value;
      else fault = member;
    }
  } catch (error) {
    fault = error;
  }
  return [reply as unknown as ReportReply, fault];
}
