// Pushed messages as lines of a log.
import type { PushStore } from "../push.ts";

/** Hands each message to `write` as one text, `logStore(console.log)`. Source: InfluxDB's telemetry server. */
export function logStore(write: (text: string) => void): PushStore {
  return {
    write: (message) =>
      write(typeof message === "string" ? message : new TextDecoder().decode(message)),
  };
}
