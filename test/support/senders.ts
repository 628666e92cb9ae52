// Requests from addresses: as node:http marks them, and as proxies pass them on.
import { PEER } from "../../src/server/address.ts";
import { HOME } from "./requests.ts";

/** A request that comes from `peer`. */
export function from(
  peer: string | undefined,
  headers: Record<string, string> = {},
  url = `${HOME}/keys`,
  init: RequestInit = {},
): Request {
  return Object.assign(new Request(url, { ...init, headers }), { [PEER]: peer });
}
