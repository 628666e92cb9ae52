// What a reader does to a page: finds things by their names, types, chooses.

/** The control with that name, as a screen reader has it. Throws where there is none, with the names there are. */
export function byName(node: ParentNode, name: string): HTMLElement {
  const all = [...node.querySelectorAll<HTMLElement>("button, a, input, select")];
  const found = all.find((each) => nameOf(each) === name);
  if (found) return found;
  throw new Error(`nothing is called "${name}", but ${all.map(nameOf).join(", ")}`);
}

/** Puts a text into a field, as typing does. */
export function type(field: Element | null, text: string): void {
  const input = field as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Chooses from a list. */
export function choose(field: Element | null, value: string): void {
  const select = field as HTMLSelectElement;
  select.value = value;
  for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
}

function nameOf(each: HTMLElement): string {
  const labels = (each as HTMLInputElement).labels ?? [];
  const text = labels[0]?.textContent ?? each.textContent ?? "";
  return each.getAttribute("aria-label") ?? text.trim();
}
