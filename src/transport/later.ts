// A send that the browser does by itself when the page is gone, however it goes.

/** Where there is `fetchLater`. */
interface Later {
  readonly fetchLater?: (url: string, init: RequestInit) => unknown;
}

/**
 * Arms one POST where there is `fetchLater` (Chromium); aborting what it returns takes it back. Throws when there is no
 * room.
 */
export function sendLater(url: string, body: string): AbortController {
  const undo = new AbortController();
  (globalThis as Later).fetchLater?.(url, {
    method: "POST",
    body,
    credentials: "omit",
    signal: undo.signal,
  });
  return undo;
}
