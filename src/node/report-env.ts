// What the environment says of reports. Source: the clients of Metriton and Scout.
import { METRITON_ENDPOINT } from "../core/report.ts";

/** As `process.env` is. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What says no, in any case. */
const NO = ["0", "false", "no", "off"];

/**
 * Whether the user has opted out: by `SCOUT_DISABLE` or `DO_NOT_TRACK`, for which anything but an empty text, `0`,
 * `false`, `no` and `off` is a yes, or as this runs in the builds of Datawire (`TRAVIS_REPO_SLUG`). For
 * `createReporter({ enabled: () => !isOptedOut() })`.
 */
export function isOptedOut(env: Environment = process.env): boolean {
  const isSet = (name: string) => !!env[name] && !NO.includes(wordOf(env, name));
  const isDatawire = !!env["TRAVIS_REPO_SLUG"]?.startsWith("datawire/");
  return isSet("SCOUT_DISABLE") || isSet("DO_NOT_TRACK") || isDatawire;
}

/**
 * `https://<SCOUT_HOST>/scout`, as it is now; of Metriton where there is no `SCOUT_HOST`. By `http:` when `SCOUT_HTTPS`
 * says no: any other text means https.
 */
export function endpointFromEnv(env: Environment = process.env): string {
  const host = env["SCOUT_HOST"]?.trim() || new URL(METRITON_ENDPOINT).host;
  const isPlain = ["f", ...NO].includes(wordOf(env, "SCOUT_HTTPS"));
  return `http${isPlain ? "" : "s"}://${host}/scout`;
}

function wordOf(env: Environment, name: string): string {
  return (env[name] ?? "").trim().toLowerCase();
}
