// Where a push goes: the addresses of a Pushgateway.
import { base64url } from "../core/base64url.ts";
import { TallybeaconError } from "../core/errors.ts";
import { isLabelName } from "../core/metric-name.ts";
import type { Push } from "../core/push.ts";
import { utf8 } from "../core/utf8.ts";

/** Whose metrics go where. */
export interface PushTarget extends Pick<Push, "epoch" | "seq"> {
  /** Of a Pushgateway, without `/metrics`; where there is no `job` it is taken exactly as given. */
  readonly url: string | URL;
  /** Who pushes. */
  readonly job?: string;
  /** Labels that tell groups of one job apart: `{ region: "eu" }`. */
  readonly grouping?: Readonly<Record<string, string>>;
}

/**
 * `<url>/metrics/job/<job>/<label>/<value>…`, or the bare `url` without a job, with the numbers of the push behind the
 * question mark. Throws `bad-option` for a job or a grouping that is none. Source: Prometheus' Pushgateway.
 */
export function addressOf({ url, job, grouping, epoch, seq }: PushTarget): string {
  const [base = "", ...rest] = String(url).split("?");
  const words = rest.length > 0 ? [rest.join("?")] : [];
  let path = base;
  if (job) {
    const labels = [["job", job] as const, ...Object.entries(grouping ?? {})];
    path = `${base.replace(/\/+$/, "")}/metrics${labels.map(partOf).join("")}`;
  } else if (job === "" || grouping) {
    throw new TallybeaconError(
      "bad-option",
      "job: must be given with a grouping, and not be empty",
    );
  }
  for (const [name, value] of Object.entries({ epoch, seq })) {
    if (value !== undefined) words.push(`${name}=${encodeURIComponent(value)}`);
  }
  return words.length > 0 ? `${path}?${words.join("&")}` : path;
}

function partOf([name, value]: readonly [string, string], index: number): string {
  if (!isLabelName(name) || name.startsWith("__") || (index > 0 && name === "job")) {
    throw new TallybeaconError("bad-option", `grouping: "${name}" is no label of a group`);
  }
  // Routers and browsers clean these out of paths, escaped or not; no escape stands for half a character.
  const isLost = /^\.{0,2}$|[/\p{Cs}]/u.test(value);
  return isLost
    ? `/${name}@base64/${base64url(utf8(value)) || "="}`
    : `/${name}/${encodeURIComponent(value)}`;
}
