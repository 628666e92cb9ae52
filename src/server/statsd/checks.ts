// Whether all is well, as gostatsd says it.
import type { Handler } from "../../core/ports.ts";
import type { ChecksReply } from "../../core/stats.ts";
import { answer, careful } from "../answer.ts";

/** Looks at one thing. */
export type Check = () => { readonly isOk: boolean; readonly says: string };

/**
 * `GET /healthcheck`, which answers 200 as long as there is somebody to answer, and `GET /deepcheck`, which answers 500
 * when one of `deep` is not well; both with `{ "ok": […], "failed": […] }`. Nobody is asked for a token.
 */
export function checkRoutes(
  deep: readonly Check[] = [],
  onError?: (error: unknown) => void,
): Readonly<Record<string, Handler>> {
  const handler = (checks: readonly Check[]): Handler =>
    careful((request) => {
      const results = checks.map((check) => check());
      const those = (wanted: boolean) =>
        results.filter(({ isOk }) => isOk === wanted).map(({ says }) => says);
      const failed = those(false);
      const reply: ChecksReply = { ok: those(true), failed };
      return answer(request, failed.length > 0 ? 500 : 200, reply);
    }, onError);
  return { "GET /healthcheck": handler([]), "GET /deepcheck": handler(deep) };
}

/** Is well once something was sent: `sentRecently(forwarder.lastSentAtMs)`. Source: gostatsd, HTTP forwarder. */
export function sentRecently(lastSentAtMs: () => number | undefined): Check {
  return () => {
    const atMs = lastSentAtMs();
    const says = atMs === undefined ? "never sent" : `last sent ${new Date(atMs).toISOString()}`;
    return { isOk: atMs !== undefined, says: `sentRecently: ${says}` };
  };
}
