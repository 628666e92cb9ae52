// The request behind a panel, for a terminal.

/** What stands for the token, which no page can read. */
const TOKEN = "authorization: Bearer $TALLYBEACON_TOKEN";

/** The address of a question: `keys?range=1h`. What is undefined is left out; a member goes as JSON. */
export function pathOf(route: string, asked: object = {}): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined) continue;
    words.set(name, name === "member" ? JSON.stringify(value) : String(value));
  }
  return words.size > 0 ? `${route}?${words}` : route;
}

/** A command that asks the same; with the token's place where the server wants one. */
export function curlOf(base: URL, path: string, isOpen: boolean): string {
  const url = quoted(new URL(path, base).href);
  return isOpen ? `curl ${url}` : `curl -H "${TOKEN}" ${url}`;
}

/** As one word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
