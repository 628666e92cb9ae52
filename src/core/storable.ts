// Which texts a SQLite database gives back as they were.

/**
 * False for what would come back as another text: half a surrogate pair becomes another character, and older versions
 * of `node:sqlite` (Node 22.21, 24.8) end a text at its first NUL.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
