// Base64 as it may stand in cookies, addresses and paths.

/** Without padding: `[255]` is `_w`. Source: RFC 4648, section 5. */
export function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
