// The last send of a page: queued by the browser, answered by nobody.
import type { Beacon } from "../core/ports.ts";

/** `navigator.sendBeacon` as `text/plain`; false where there is no page to leave, or when the browser refused. */
export const sendBeacon: Beacon = (url, body) =>
  // Workers have sendBeacon too, but no page that could be left.
  typeof document === "object" && navigator.sendBeacon?.(url, body) === true;
