// The request behind a panel, for a terminal.

/** What stands for the token, which no page can read. */
const TOKEN = "authorization: Bearer $TALLYBEACON_TOKEN";

/** A command that asks the same; with the token's place where the server wants one. */
export function curlOf(base: URL, path: string, isOpen: boolean): string {
  const url = quoted(new URL(path, base).href);
  return isOpen ? `curl ${url}` : `curl -H "${TOKEN}" ${url}`;
}

/** As one word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
