// Which app an update is for, and whether it may send.
import { MIN_INGEST_KEY_CHARS } from "../core/access-limits.ts";
import { TallybeaconError } from "../core/errors.ts";
import { DEFAULT_APP, MAX_APP_CHARS } from "../core/store-limits.ts";
import { isSameText } from "./secret.ts";

/** What names of apps are made of. */
export const APP_NAME: RegExp = /^[A-Za-z0-9._-]+$/;
const WANTED = `must be 1 to ${MAX_APP_CHARS} of A-Z, a-z, 0-9, ".", "_" and "-"`;

/** The app that the address of an update names: `/v1/update?app=shop`. Throws `parse` for a name that is none. */
export function appOf(url: string): string {
  const app = parameter(url, "app");
  if (app === null) return DEFAULT_APP;
  if (isApp(app)) return app;
  throw new TallybeaconError("parse", `app: ${WANTED}, not "${app.slice(0, MAX_APP_CHARS)}"`);
}

/**
 * Says why an app may not send with the `key` in the address, and nothing where it may. Throws `bad-option` for keys
 * that are too short, and names their apps.
 */
export function createKeys(
  ingestKeys: Readonly<Record<string, string>>,
): (app: string, url: string) => string | undefined {
  const keys = new Map(Object.entries(ingestKeys));
  if (keys.size === 0) throw wrong("has no app: nobody could send");
  for (const [app, key] of keys) {
    if (!isApp(app)) throw wrong(`an app ${WANTED}, not "${app.slice(0, MAX_APP_CHARS)}"`);
    if (key.length >= MIN_INGEST_KEY_CHARS) continue;
    throw wrong(`the key of "${app}" must have at least ${MIN_INGEST_KEY_CHARS} characters`);
  }
  return (app, url) => {
    const key = keys.get(app);
    if (key === undefined) return `app: "${app}" is not taken here`;
    return isSameText(parameter(url, "key") ?? "", key)
      ? undefined
      : `key: not the one of app "${app}"`;
  };
}

/** Most addresses have no parameters, and cost one look. */
function parameter(url: string, name: string): string | null {
  const at = url.indexOf("?");
  return at < 0 ? null : new URLSearchParams(url.slice(at + 1)).get(name);
}

function isApp(name: string): boolean {
  return name.length <= MAX_APP_CHARS && APP_NAME.test(name);
}

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("bad-option", `ingestKeys: ${message}`);
}
