// A login as a cookie: signed with the token itself, so that nothing is stored and a changed token ends it.
import { MAX_COOKIES, SESSION_SECONDS } from "../core/access-limits.ts";
import { base64url } from "../core/base64url.ts";
import { utf8 } from "../core/utf8.ts";
import { isSameText } from "./secret.ts";
import type { Holder } from "./tokens.ts";

/** A cookie that says whose it is; only `isRight` says that this is true. */
export interface Opened {
  readonly holder: Holder;
  readonly expiresAtMs: number;
  readonly isRight: boolean;
}

/** Makes and reads the values of cookies. */
export interface Sessions {
  seal(holder: Holder, expiresAtMs: number): Promise<string>;
  /** Undefined for what is no session, is over, or names nobody. */
  open(value: string, nowMs: number): Promise<Opened | undefined>;
}

const VALUE = /^([\w-]{1,100}\.(\d{1,12}))\.([\w-]{43})$/;

/**
 * Sessions of all who have a token: name, end and an HMAC-SHA-256 of both. Its key is made of name, role and token,
 * so that whoever loses one of them loses the session.
 */
export function createSessions(holders: readonly Holder[]): Sessions {
  const byName = new Map(holders.map((holder) => [base64url(utf8(holder.name)), holder]));
  const keys = new Map<Holder, Promise<CryptoKey>>();

  const keyOf = (holder: Holder): Promise<CryptoKey> => {
    const { name, role, token } = holder;
    const secret = utf8(["tallybeacon session", name, role, token].join("\n"));
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key =
      keys.get(holder) ?? crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
    keys.set(holder, key);
    return key;
  };
  const sign = async (holder: Holder, text: string): Promise<string> => {
    const mac = await crypto.subtle.sign("HMAC", await keyOf(holder), utf8(text));
    return base64url(new Uint8Array(mac));
  };

  return {
    async seal(holder, expiresAtMs) {
      const name = base64url(utf8(holder.name));
      const text = `${name}.${Math.floor(expiresAtMs / 1000)}`;
      return `${text}.${await sign(holder, text)}`;
    },
    async open(value, nowMs) {
      const [, text = "", seconds = "", mac = ""] = VALUE.exec(value) ?? [];
      const holder = byName.get(text.split(".", 1)[0] ?? "");
      const expiresAtMs = Number(seconds) * 1000;
      if (!holder || nowMs >= expiresAtMs) return undefined;
      return { holder, expiresAtMs, isRight: isSameText(mac, await sign(holder, text)) };
    },
  };
}

/** The name of the cookie. Its prefix makes browsers refuse one from any other host, and without https. */
export function cookieName(isSecure: boolean): string {
  return isSecure ? "__Host-tallybeacon" : "tallybeacon";
}

/** The `set-cookie` of a session; an empty value takes it away. */
export function sessionCookie(value: string, isSecure: boolean): string {
  const parts = [
    `${cookieName(isSecure)}=${value}`,
    "Path=/",
    `Max-Age=${value ? SESSION_SECONDS : 0}`,
    "HttpOnly",
    "SameSite=Strict",
  ];
  return (isSecure ? [...parts, "Secure"] : parts).join("; ");
}

/** What a `cookie` header may hold of sessions. */
export function sessionValues(header: string | null, isSecure: boolean): string[] {
  const start = `${cookieName(isSecure)}=`;
  return (header ?? "")
    .split(";")
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(start))
    .slice(0, MAX_COOKIES)
    .map((cookie) => cookie.slice(start.length));
}
