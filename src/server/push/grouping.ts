// What the path of a push says of who pushes: `/metrics/job/shop/region/eu`.
import type { Labels } from "../../core/family.ts";
import { byLabel } from "../../core/family-order.ts";
import { isLabelName } from "../../core/metric-name.ts";
import { quote, wrong } from "../schema/read.ts";

const BASE64 = "@base64";

/**
 * The labels in a path, that of the job first and the others by name, so that one group has one grouping; none where the
 * path, after whatever prefix, names no job. After `name@base64` a value is base64url, `=` for an empty one. Throws `parse`
 * for what is no grouping. Source: Prometheus' Pushgateway.
 */
export function groupingOf(url: string): Labels {
  const path = /^[^?#]*?\/metrics\/(job(?:(?:@|%40)base64)?\/[^?#]*)/.exec(url)?.[1];
  if (path === undefined) return [];
  const parts = path.replace(/\/$/, "").split("/").map(decoded);
  if (parts.length % 2 > 0) throw wrong("path: must be labels and their values in turn");
  const labels = new Map<string, string>();
  for (let i = 0; i < parts.length; i += 2) {
    const [name, value] = labelOf(parts[i] as string, parts[i + 1] as string);
    if (labels.has(name)) throw wrong(`path: ${name} is named twice`);
    labels.set(name, value);
  }
  if (labels.get("job") === "") throw wrong("path: job must not be empty");
  const [job, ...others] = labels;
  return [job as [string, string], ...others.sort(byLabel)];
}

function labelOf(part: string, text: string): [name: string, value: string] {
  const isCoded = part.endsWith(BASE64);
  const name = isCoded ? part.slice(0, -BASE64.length) : part;
  if (!isLabelName(name) || name.startsWith("__")) {
    throw wrong(`path: "${quote(name)}" is no label name`);
  }
  if (text === "") throw wrong(`path: ${name} has no value; an empty one is ${name}${BASE64}/=`);
  return [name, isCoded ? uncoded(text, name) : text];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong(`path: "${quote(part)}" is badly escaped`);
  }
}

/** Padding may be missing, as the Pushgateway has it. */
function uncoded(text: string, name: string): string {
  try {
    const binary = atob(text.replace(/=+$/, "").replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw wrong(`path: ${name} is not base64url of a text`);
  }
}
