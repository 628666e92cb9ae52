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
    const cause = response.status < 500 ? "refused" : "failed";
    throw new Error("the server answered " + response.status, { cause });
  }
  try {
    return await response.json();
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Error("the server's answer is not JSON");
  }
}

/**
 * Switches one key for every page.
 * @param {string} key
 * @param {boolean} on
 * @returns {Promise<Controls>}
 */
function putSwitch(key, on) {
  return ask(
    "controls",
    {},
    {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(on ? { enable: [key] } : { disable: [key] }),
    },
  );
}
`;
