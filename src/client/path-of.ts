// The address of a question, below that of the API.

/** `keys?range=1h`. What is undefined is left out; a member goes as JSON, since 1, "1" and null are three. */
export function pathOf(route: string, asked: object = {}): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined) continue;
    words.set(name, name === "member" ? JSON.stringify(value) : String(value));
  }
  return words.size > 0 ? `${route}?${words}` : route;
}
