// Who may come in: names, and the token that each of them has.
import { MAX_NAME_CHARS, MAX_TOKEN_CHARS, MIN_TOKEN_CHARS } from "../core/access-limits.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Role } from "../core/session.ts";
import { digestOf, isSameText } from "./secret.ts";

/** One who has a token. */
export interface Holder {
  readonly name: string;
  readonly role: Role;
  readonly token: string;
}

/** Tokens by name. */
export type Tokens = Readonly<Record<string, string>>;

const NAME = /^[A-Za-z0-9][\w.@-]*$/;

/** All who have a token. Throws `bad-option` with the name of whoever is wrong, and never a token. */
export function readHolders(operators: Tokens = {}, readers: Tokens = {}): readonly Holder[] {
  const holders: Holder[] = [];
  const add = (role: Role, tokens: Tokens) => {
    for (const [name, token] of Object.entries(tokens)) {
      check(`${role}s`, name, token, holders);
      holders.push({ name, role, token });
    }
  };
  add("operator", operators);
  add("reader", readers);
  return holders;
}

function check(option: string, name: string, token: string, others: readonly Holder[]): void {
  if (!NAME.test(name) || name.length > MAX_NAME_CHARS) {
    const wanted = `1 to ${MAX_NAME_CHARS} of A-Z, a-z, 0-9, ".", "_", "@" and "-", a letter or digit first`;
    throw wrong(`${option}: a name must be ${wanted}, not "${name.slice(0, MAX_NAME_CHARS)}"`);
  }
  // A header must be able to carry it.
  const fits = token.length >= MIN_TOKEN_CHARS && token.length <= MAX_TOKEN_CHARS;
  if (!fits || !/^[!-~]+$/.test(token)) {
    const wanted = `${MIN_TOKEN_CHARS} to ${MAX_TOKEN_CHARS} characters of ASCII without spaces`;
    throw wrong(`${option}: the token of "${name}" must be ${wanted}`);
  }
  for (const other of others) {
    if (other.name === name) throw wrong(`${option}: "${name}" is an operator already`);
    if (other.token !== token) continue;
    throw wrong(`${option}: "${name}" has the same token as "${other.name}"`);
  }
}

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("bad-option", message);
}

/** Resolves, once all digests are made, to what finds a holder by the digest of a token. */
export async function byDigest(
  holders: readonly Holder[],
): Promise<(digest: string) => Holder | undefined> {
  const digests = await Promise.all(holders.map(({ token }) => digestOf(token)));
  return (digest) => {
    let found: Holder | undefined;
    // Through all of them, so that the time does not tell which it was.
    for (const [i, each] of digests.entries()) if (isSameText(digest, each)) found = holders[i];
    return found;
  };
}
