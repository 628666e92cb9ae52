// Which pushes anybody may send.

/** Whether a push adds to what others pushed, and replaces nothing: its address names an epoch. */
export function isSummed({ method, url }: Pick<Request, "method" | "url">): boolean {
  if (method !== "POST" && method !== "PUT") return false;
  return new URLSearchParams(/^[^?#]*\?([^#]*)/.exec(url)?.[1]).has("epoch");
}
