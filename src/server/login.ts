// Coming in with a token, and going out again.
import { MAX_LOGIN_BYTES, SESSION_SECONDS } from "../core/access-limits.ts";
import type { Clock, Handler } from "../core/ports.ts";
import type { Session } from "../core/session.ts";
import type { Addresses } from "./address.ts";
import { answer, careful, refuse, withHeaders } from "./answer.ts";
import { readText } from "./body.ts";
import { sameOrigin } from "./guard.ts";
import { parseJson } from "./parse.ts";
import { readToken } from "./schema.ts";
import { type Sessions, sessionCookie } from "./session.ts";
import type { Holder } from "./tokens.ts";

/** What a login needs of those who know the tokens. */
export interface Desk {
  readonly isOpen: boolean;
  readonly addresses: Addresses;
  readonly sessions: Sessions;
  readonly clock: Clock;
  /** Whose token it is, or how many seconds the sender has to wait. */
  find(request: Request, token: string): Promise<Holder | number | undefined>;
  who(request: Request): Promise<Session | undefined>;
  /** The answer to who may not come in. */
  turnAway(request: Request): Promise<Response>;
}

/**
 * Routes of a login: `POST /login` with `{ "token": "…" }` sets a cookie that scripts cannot read and other sites'
 * pages cannot send, `POST /logout` takes it away, `GET /session` tells who is asking. Only pages of the same origin
 * can use them.
 */
export function loginRoutes(desk: Desk): Readonly<Record<string, Handler>> {
  const { isOpen, addresses, sessions, clock } = desk;

  const login: Handler = async (request) => {
    const text = await readText(request, { maxBytes: MAX_LOGIN_BYTES, clock });
    const token = readToken(parseJson(text));
    if (isOpen) return refuse(request, 400, "token: none is asked for here");
    const found = await desk.find(request, token);
    if (typeof found === "number") return tooManyTries(request, found);
    if (!found) return refuse(request, 401, "token: not known here", CHALLENGE);
    const { name, role } = found;
    const expires_at = clock.now() + SESSION_SECONDS * 1000;
    const cookie = sessionCookie(
      await sessions.seal(found, expires_at),
      addresses.isSecure(request),
    );
    const session: Session = { name, role, expires_at };
    return answer(request, 200, session, { "set-cookie": cookie });
  };
  const logout: Handler = (request) => {
    const cookie = sessionCookie("", addresses.isSecure(request));
    return withHeaders(answer(request, 200, {}), { "set-cookie": cookie });
  };
  const session: Handler = async (request) => {
    const found = await desk.who(request);
    return found ? answer(request, 200, found) : desk.turnAway(request);
  };

  return {
    "POST /login": careful(sameOrigin(login, addresses.originOf)),
    "POST /logout": careful(sameOrigin(logout, addresses.originOf)),
    "GET /session": session,
  };
}

/** Makes no browser ask for a password by itself, as Basic does. */
export const CHALLENGE: Readonly<Record<string, string>> = { "www-authenticate": "Bearer" };

/** Refused whatever was brought: the right token among many guesses must not stand out. */
export function tooManyTries(request: Request, waitSeconds: number): Response {
  const headers = { "retry-after": String(waitSeconds) };
  return refuse(request, 429, "too many wrong tokens from this address", headers);
}
