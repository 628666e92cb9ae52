// Types of engines.mjs, which stays JavaScript because the installer runs before TypeScript is there.

/** Path of a Firefox, or undefined. Throws when FIREFOX_PATH names a file that is not there. */
export function findFirefox(): string | undefined;
/** Path of WebKitGTK's MiniBrowser, or undefined. Throws when MINIBROWSER_PATH names a file that is not there. */
export function findMiniBrowser(): string | undefined;
/** Path of Xvfb, or undefined. Throws when XVFB_PATH names a file that is not there. */
export function findXvfb(): string | undefined;
