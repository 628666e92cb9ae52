// What V8 is told about a server's objects.
import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from taking what belongs to a request for something that stays. It learns that where many arrive at once,
 * as after a restart, and never forgets it: from then on the garbage of each request waits for a collection of the
 * whole heap. For all of the process: whoever owns that calls it, before the server starts. Node 20 and 24 know the flag.
 */
export function keepRequestsYoung(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
