// The last send of a page: queued by the browser, answered by nobody.
import type { Beacon } from "../core/ports.ts";

/** `navigator.sendBeacon` as `text/plain`; false where there is none, or when the browser refused. */
export const sendBeacon: Beacon = (url, body) => !!globalThis.navigator?.sendBeacon?.(url, body);
