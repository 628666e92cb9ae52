// Types of chromium.mjs, which stays JavaScript because the installer runs before TypeScript is there.

/** Path of a Chromium, or undefined. Throws when CHROMIUM_PATH names a file that is not there. */
export function findChromium(): string | undefined;
