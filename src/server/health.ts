// Whether the server is up, and whether requests should come to it: for whoever starts it and stands before it.
import type { Handler } from "../core/ports.ts";
import { answer, careful } from "./answer.ts";

/** What the answers depend on. */
export interface HealthOptions {
  /** Says why no requests should come; nothing when they may. */
  readonly whyNotReady: () => string | undefined;
  readonly onError?: (error: unknown) => void;
}

/**
 * Routes that ask for no token and give nothing away: `GET /healthz` answers 200 as long as the process does, `GET
 * /readyz` 200 or, with the reason, 503.
 */
export function healthRoutes(options: HealthOptions): Readonly<Record<string, Handler>> {
  const { whyNotReady, onError } = options;
  return {
    "GET /healthz": (request) => answer(request, 200, { status: "ok" }),
    "GET /readyz": careful((request) => {
      const reason = whyNotReady();
      if (reason === undefined) return answer(request, 200, { status: "ready" });
      return answer(request, 503, { status: "not ready", reason });
    }, onError),
  };
}
