// Why a request has no answer, as a sentence for people.
import type { ClientError } from "../../client/client.ts";

/** What the server refused with; the status is 0 for any other trouble. */
export function refusalOf(error: unknown): Pick<
  ClientError,
  "status" | "wantsToken" | "message"
> & {
  readonly retryAfterSeconds?: number;
} {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 0, wantsToken: false, ...(error as Partial<ClientError> | null), message };
}

/** True where the question is at fault, and not the server or the way to it. */
export function isRefused(error: unknown): boolean {
  const { status, wantsToken } = refusalOf(error);
  return status >= 400 && status < 500 && status !== 429 && !wantsToken;
}
