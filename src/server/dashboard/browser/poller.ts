// Asking again and again, and saying how that goes.

/** Browser part. Polls the server. */
export const poller: string = `
/**
 * Does the work now and again and again: every few seconds while the page is seen, more seldom while the server is
 * away, and never twice at a time.
 * @param {(signal: AbortSignal) => Promise<void>} work
 * @param {(error: unknown) => boolean} done hears what went wrong, null for nothing; says whether to go on asking
 * @returns {() => Promise<void>} does it now
 */
function createPoller(work, done) {
  let asking = new AbortController();
  let timer = 0;
  let failures = 0;

  async function run() {
    asking.abort();
    asking = new AbortController();
    clearTimeout(timer);
    const { signal } = asking;
    /** @type {unknown} */
    let trouble = null;
    try {
      await work(signal);
    } catch (error) {
      trouble = error;
    }
    if (signal.aborted) return;
    failures = trouble === null ? 0 : failures + 1;
    if (done(trouble) && !document.hidden)
      timer = setTimeout(() => void run(), Math.min(POLL_MS * 2 ** failures, MAX_WAIT_MS));
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else void run();
  });
  addEventListener("online", () => void run());
  return run;
}

/**
 * Says how the page and the server are getting on; what was shown stays while the server is away.
 * @param {string | null} problem
 * @param {number | null} at when the server answered last
 */
function showHealth(problem, at) {
  const away = problem !== null;
  const live = byId("live");
  const before = live.dataset["away"];
  live.dataset["away"] = String(away);
  byId("away").hidden = !away;
  say(byId("away-why"), problem ?? "");
  // The first answer is no news; that the server went or came back is.
  if (away && before !== "true")
    say(byId("health"), "The server is away. What you see is not current.");
  if (!away && before === "true") say(byId("health"), "The server is back.");
  if (at === null) document.documentElement.dataset["phase"] = away ? "failed" : "loading";
  const time = at === null ? "" : secondFormat.format(at);
  say(byId("live-text"), away ? (time ? "Away since " + time : "Away") : "Live " + time);
}
`;
