// Puts one bug into the sources while they are loaded: they themselves know nothing of it.
import { registerHooks } from "node:module";
import type { Bug } from "./planted.ts";

/** Patches the bug's file when it is imported from now on. Throws there when it does not fit exactly once. */
export function plant({ name, file, find, replace }: Bug): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${file}`)) return loaded;
      const text = String(loaded.source);
      if (text.split(find).length !== 2) throw new Error(`"${name}" does not fit ${file} once`);
      return { ...loaded, source: text.replace(find, () => replace) };
    },
  });
}
