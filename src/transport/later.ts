// A send that the browser does by itself when the page is gone, however it goes.

/** Arms one POST where there is `fetchLater` (Chromium); aborting what it returns takes it back. Throws when there is no room. */
export function sendLater(url: string, body: string): AbortController {
  const { fetchLater } = globalThis as { fetchLater?: (url: string, init: RequestInit) => unknown };
  const undo = new AbortController();
  fetchLater?.(url, { method: "POST", body, signal: undo.signal });
  return undo;
}
