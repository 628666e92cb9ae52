// Light or dark: as the system has it, unless the reader chose.

import { Choice } from "../part/choice.tsx";
import { useEffect, useState, type VNode } from "../preact.ts";

const NAME = "tallybeacon-theme";

/** `auto` is the system's. */
export type Scheme = "auto" | "light" | "dark";

/** What was chosen in this browser; where nothing may be kept, nothing was. */
export function keptScheme(): Scheme {
  try {
    const kept = localStorage.getItem(NAME);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto";
  }
}

/** Colours the page, and remembers it. */
export function applyScheme(scheme: Scheme): void {
  if (scheme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = scheme;
  try {
    localStorage.setItem(NAME, scheme);
  } catch {
    // It holds for as long as the page is open.
  }
}

/** The choice. */
export function Theme(): VNode {
  const [scheme, setScheme] = useState(keptScheme);
  useEffect(() => applyScheme(scheme), [scheme]);
  return (
    <Choice<Scheme>
      label="Colours"
      options={[
        ["auto", "Auto", "As the system has it"],
        ["light", "Light"],
        ["dark", "Dark"],
      ]}
      value={scheme}
      onChoose={setScheme}
    />
  );
}
