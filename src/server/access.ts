// Who may read what was counted, and who may change what is.
import { systemClock } from "../core/clock.ts";
import type { Clock, Handler } from "../core/ports.ts";
import type { Role, Session } from "../core/session.ts";
import { type Addresses, type AddressOptions, createAddresses } from "./address.ts";
import { refuse } from "./answer.ts";
import { isForeign } from "./guard.ts";
import { CHALLENGE, loginRoutes, tooManyTries } from "./login.ts";
import { digestOf } from "./secret.ts";
import { createSessions, sessionValues } from "./session.ts";
import { byDigest, type Holder, readHolders, type Tokens } from "./tokens.ts";
import { createTries } from "./tries.ts";

/** Who has a token. */
export interface AccessOptions extends AddressOptions {
  /**
   * Tokens by name of those who may read and change, `{ ada: "…" }`: 16 characters or more, best drawn by chance
   * (`openssl rand -base64 24`). Default: nobody, and then whoever reaches the server may read and change.
   */
  readonly operators?: Tokens;
  /** Tokens by name of those who may read. */
  readonly readers?: Tokens;
  readonly clock?: Clock;
}

/** Asks who comes. */
export interface Access {
  /** There are no tokens: everybody may do everything. */
  readonly isOpen: boolean;
  readonly addresses: Addresses;
  /** Lets readers and operators in. */
  reader(handler: Handler): Handler;
  /** Lets operators in, readers get 403. What is no GET is refused when another site's page sent it with a cookie. */
  operator(handler: Handler): Handler;
  /** Who asks; undefined for those who showed no token, a wrong one, or too many wrong ones before. */
  who(request: Request): Promise<Session | undefined>;
  /** How often a wrong token was shown. */
  failedTries(): number;
  /** `POST /login`, `POST /logout` and `GET /session`. */
  readonly routes: Readonly<Record<string, Handler>>;
}

/** Who asks, or how many seconds they have to wait before they may try again. */
interface Found {
  readonly session?: Session;
  readonly waitSeconds?: number;
}

const NOBODY: Found = {};
const EVERYBODY: Session = { name: "anybody", role: "operator", is_open: true };

/**
 * Guards handlers by tokens, shown as `Authorization: Bearer …` or once to `POST /login`, whose cookie then stands for
 * it. After ten wrong tokens in a quarter of an hour an address is refused with 429, the right token included. Throws
 * `bad-option` for names and tokens that will not do.
 */
export function createAccess(options: AccessOptions = {}): Access {
  const { operators, readers, clock = systemClock } = options;
  const holders = readHolders(operators, readers);
  const isOpen = holders.length === 0;
  const addresses = createAddresses(options);
  const sessions = createSessions(holders);
  const tries = createTries();
  let finder: ReturnType<typeof byDigest> | undefined;
  /** Guard and handler may both ask, and that is one try. */
  const asked = new WeakMap<Request, Promise<Found>>();

  /** Nothing is waited for between looking and counting: a thousand guesses at a time are a thousand guesses. */
  const judge = <T>(request: Request, tried: string, look: () => T | undefined) => {
    // Where nobody tells addresses, all are one.
    const address = addresses.keyOf(request) ?? "";
    const now = clock.now();
    const waitSeconds = tries.waitSeconds(address, now);
    if (waitSeconds > 0) return waitSeconds;
    const found = look();
    if (found === undefined) tries.failed(address, tried, now);
    return found;
  };

  async function find(request: Request, token: string): Promise<Holder | number | undefined> {
    finder ??= byDigest(holders);
    const [holderOf, digest] = await Promise.all([finder, digestOf(token)]);
    return judge(request, digest, () => holderOf(digest));
  }

  async function byToken(request: Request, token: string): Promise<Found> {
    const found = await find(request, token);
    if (typeof found === "number") return { waitSeconds: found };
    return found ? { session: { name: found.name, role: found.role } } : NOBODY;
  }

  async function byCookie(request: Request, value: string): Promise<Found> {
    const opened = await sessions.open(value, clock.now());
    // What was never signed, or is over, is no guess at a token.
    if (!opened) return NOBODY;
    const { holder, expiresAtMs, isRight } = opened;
    const digest = await digestOf(value);
    const found = judge(request, digest, () => (isRight ? holder : undefined));
    if (typeof found === "number") return { waitSeconds: found };
    const { name, role } = holder;
    return found ? { session: { name, role, expires_at: expiresAtMs } } : NOBODY;
  }

  async function look(request: Request): Promise<Found> {
    const token = bearerOf(request);
    if (token !== undefined) return byToken(request, token);
    const cookies = request.headers.get("cookie");
    let found = NOBODY;
    for (const value of sessionValues(cookies, addresses.isSecure(request))) {
      found = await byCookie(request, value);
      if (found.session) break;
    }
    return found;
  }

  const ask = (request: Request): Promise<Found> => {
    const found = asked.get(request) ?? look(request);
    asked.set(request, found);
    return found;
  };
  const who: Access["who"] = async (request) => (isOpen ? EVERYBODY : (await ask(request)).session);
  const turnAway = async (request: Request): Promise<Response> => {
    const { waitSeconds } = await ask(request);
    if (waitSeconds !== undefined) return tooManyTries(request, waitSeconds);
    return refuse(
      request,
      401,
      "a token is needed: Authorization: Bearer …, or a login",
      CHALLENGE,
    );
  };
  const guard =
    (isEnough: (role: Role) => boolean) =>
    (handler: Handler): Handler => {
      if (isOpen) return handler;
      return async (request) => {
        const session = await who(request);
        if (!session) return turnAway(request);
        if (!isEnough(session.role)) return refuse(request, 403, `${session.name} may only read`);
        const isCookie = session.expires_at !== undefined;
        const isRead = request.method === "GET" || request.method === "HEAD";
        if (isCookie && !isRead && isForeign(request, addresses.originOf)) {
          return refuse(request, 403, "origin: another site may not do this");
        }
        return handler(request);
      };
    };

  return {
    isOpen,
    addresses,
    reader: guard(() => true),
    operator: guard((role) => role === "operator"),
    who,
    failedTries: tries.total,
    routes: loginRoutes({ isOpen, addresses, sessions, clock, find, who, turnAway }),
  };
}

/** Source: RFC 6750, section 2.1. Other schemes are for whoever stands in front. */
function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}
