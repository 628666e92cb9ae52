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

/** What a proxy says of a server that is away, and a server of itself that it has no time. */
const AWAY = [429, 502, 503, 504];

/** True where the server answered, but not this. */
export function isRefused(error: unknown): boolean {
  const { status, wantsToken } = refusalOf(error);
  return status >= 400 && !wantsToken && !AWAY.includes(status);
}
