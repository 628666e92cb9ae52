// Requests to the server beside the document.

/** Browser part. Asks the read API and turns switches. */
export const api: string = `
/** @typedef {{ now: number, keys: KeySummary[] }} KeysReply */
/** @typedef {{ now: number, active: number, total: number, instances: Instance[] }} InstancesReply */
/** @typedef {{ step: number, points: Point[] }} SeriesReply */
/** @typedef {{ members: Member[], other: number }} MembersReply */
/** @typedef {{ values: HeldValue[] }} ValuesReply */

const apiBase = new URL(document.documentElement.dataset["api"] ?? "./", document.baseURI);

/**
 * One answer as JSON; throws with a sentence for people.
 * @param {string} path
 * @param {Record<string, string>} words
 * @param {RequestInit} options
 * @returns {Promise<any>}
 */
async function ask(path, words, options) {
  const url = new URL(path, apiBase);
  url.search = String(new URLSearchParams(words));
  const timeout = AbortSignal.timeout(REQUEST_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { ...options, signal, cache: "no-store" });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Error(
      timeout.aborted ? "the server does not answer" : "the server cannot be reached",
    );
  }
  if (!response.ok) {
    const { status, headers } = response;
    // A proxy that asks who comes by its own means is answered there, not by our form.
    const wantsToken = status === 401 && headers.get("www-authenticate") === "Bearer";
    const cause = { status, wantsToken, waitSeconds: Number(headers.get("retry-after")) };
    throw new Error("the server answered " + status, { cause });
  }
  try {
    return await response.json();
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Error("the server's answer is not JSON");
  }
}

/**
 * What the server refused with; the status is 0 for any other trouble.
 * @param {unknown} error
 * @returns {{ status: number, wantsToken: boolean, waitSeconds: number }}
 */
function refusalOf(error) {
  const cause = error instanceof Error ? error.cause : null;
  return { status: 0, wantsToken: false, waitSeconds: 0, .../** @type {object | null} */ (cause) };
}

/**
 * @param {string} method
 * @param {object} value
 * @returns {RequestInit}
 */
function sending(method, value) {
  const headers = { "content-type": "application/json" };
  return { method, headers, body: JSON.stringify(value) };
}

/**
 * @param {string} path
 * @param {object} value
 */
function post(path, value) {
  return ask(path, {}, sending("POST", value));
}

/**
 * Switches one key for every page.
 * @param {string} key
 * @param {boolean} on
 * @returns {Promise<Controls>}
 */
function putSwitch(key, on) {
  return ask("controls", {}, sending("PUT", on ? { enable: [key] } : { disable: [key] }));
}
`;
