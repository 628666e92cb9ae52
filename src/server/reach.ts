// Whether others may reach a server that lets everybody do everything.
import { MAX_OWN_NAMES } from "../core/access-limits.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Handler } from "../core/ports.ts";
import type { Access, AccessOptions } from "./access.ts";
import { ASIDE, refuse } from "./answer.ts";
import { isLoopback, parseAddress } from "./ip.ts";
import { pathStart } from "./origin.ts";
import { isSummed } from "./pushes/summed.ts";

/** Who may reach a server. */
export interface ReachOptions extends Pick<AccessOptions, "operators" | "readers"> {
  readonly access?: Pick<Access, "isOpen">;
  /** Lets other machines in without a token, as something in front asks who they are. */
  readonly isOpen?: boolean;
}

/** Throws `bad-option` where other machines could come in and nobody asks who they are, unless that is meant. */
export function checkReach(host: string, options: ReachOptions): void {
  const { operators = {}, readers = {}, access, isOpen = false } = options;
  if (!host) throw wrong("host is empty: that would be every network");
  const isGuarded = access
    ? !access.isOpen
    : Object.keys(operators).length + Object.keys(readers).length > 0;
  if (isOpen || isGuarded || isLoopback(host)) return;
  const reason = `host ${host} lets other machines in, and there is no token to ask them for`;
  throw wrong(`${reason}: give operators, or isOpen where a proxy asks who they are`);
}

/**
 * For a server that lets everybody do everything because it is this machine's own: refuses what was asked of any other
 * name than this machine's or an address. A page of another site may give its own name this machine's address (DNS
 * rebinding), and would be of the same origin. Updates, reports, metrics and pushes that add are let through: those anybody may send.
 */
export function byOwnName(handler: Handler): Handler {
  // The few names that this machine is asked by: updates come by the thousand.
  const own = new Set<string>();
  const guarded: Handler = (request) => {
    const { url } = request;
    const origin = url.slice(0, pathStart(url));
    if (own.has(origin)) return handler(request);
    const name =
      /^https?:\/\/(?:\[([^\]]+)\]|([^/:?#]+))(?::\d+)?$/i.exec(origin)?.slice(1).join("") ?? "";
    const isOwn = isOwnName(name);
    if (isOwn && own.size < MAX_OWN_NAMES) own.add(origin);
    if (isOwn || isSent(request)) return handler(request);
    const advice = "give operators, or isOpen where a proxy asks who they are";
    return refuse(
      request,
      403,
      `host: "${name.slice(0, 100)}" is not this machine's name: ${advice}`,
    );
  };
  return ASIDE in handler ? Object.assign(guarded, { [ASIDE]: true }) : guarded;
}

/** By the path that routes see: a query may hold anything, and `..` leads elsewhere. Preflights belong to them. */
function isSent(request: Request): boolean {
  const { method, url } = request;
  if (!URL.canParse(url)) return false;
  const { pathname } = new URL(url);
  const isAsked = method === "OPTIONS";
  if (/^\/metrics\//.test(pathname)) return isAsked || isSummed(request);
  if (method !== "POST" && !isAsked) return false;
  return /^\/(?:v1\/(?:update(?:\/.*)?|report|statsd)|v2\/(?:raw|event)|scout)$/s.test(pathname);
}

function isOwnName(name: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(name) || parseAddress(name) !== undefined;
}

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("bad-option", message);
}
