// What every part of the page may ask for: where it is, who looks, and how to go elsewhere.
import type { Routes } from "../../client/client.ts";
import type { Session } from "../../core/session.ts";
import { createContext, useContext } from "../preact.ts";
import type { Address, View, Words } from "./address.ts";

/** The page, as its parts see it. */
export interface Page {
  readonly server: Routes;
  /** Where the read API is. */
  readonly base: URL;
  readonly address: Address;
  /** Grows whenever there may be something new. */
  readonly pulse: number;
  readonly session: Session | undefined;
  /** The address of a view, for the same app and range. */
  link(view: View, words?: Words): string;
  /** A step of the reader's, which the back button undoes, unless it `isSmall`, as typing is. */
  go(words: Words, isSmall?: boolean): void;
  /** Says something once, to eyes and screen readers; with a way to take it back. */
  announce(text: string, isBad?: boolean, undo?: () => void): void;
  /** The server wants a token. */
  lock(): void;
  /** What became of a request: the trouble that there was, or none. */
  heard(trouble?: string): void;
}

/** Hands it down. */
export const PageContext = createContext<Page | undefined>(undefined);

/** The page that a part is on. Throws on none. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("a part of the dashboard needs a PageContext around it");
  return page;
}

/** Whether the reader may switch keys and the like. */
export function mayChange({ session }: Pick<Page, "session">): boolean {
  return session?.role === "operator";
}
