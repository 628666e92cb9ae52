// Requests to the server beside the document.

/** Browser part. Asks by the client, and says in words what came of it. */
export const api: string = `
const apiBase = new URL(document.documentElement.dataset["api"] ?? "./", document.baseURI);
const server = createClient({
  url: apiBase.href,
  fetch: (url, init) => fetch(url, { ...init, cache: "no-store" }),
});

/**
 * What the server refused with; the status is 0 for any other trouble.
 * @param {unknown} error
 * @returns {Pick<ClientError, "status" | "wantsToken" | "retryAfterSeconds">}
 */
function refusalOf(error) {
  return { status: 0, wantsToken: false, .../** @type {Partial<ClientError> | null} */ (error) };
}

/**
 * A sentence for people: of a refusal its number, as what the server says of it is for programs.
 * @param {unknown} error
 */
function why(error) {
  const { status } = refusalOf(error);
  if (status) return "the server answered " + status;
  return error instanceof Error ? error.message : String(error);
}

/**
 * Switches one key for every page.
 * @param {string} key
 * @param {boolean} on
 */
function putSwitch(key, on) {
  return server.change(on ? { enable: [key] } : { disable: [key] });
}
`;
