// Whether others may reach a server that lets everybody do everything.
import { TallybeaconError } from "../core/errors.ts";
import type { HandlerOptions } from "./handler.ts";
import { isLoopback } from "./ip.ts";

/** All of a handler's options that a server on this machine takes, and who may reach it. */
export interface ReachOptions extends Omit<HandlerOptions, "store" | "history" | "clock"> {
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

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("bad-option", message);
}
