// What stands above a view: which app, and how far back.
import type { OfApp } from "../../core/api.ts";
import { DEFAULT_APP } from "../../core/store-limits.ts";
import { usePage } from "../app/page.ts";
import { RANGES, rangeOf } from "../app/ranges.ts";
import { useRead } from "../app/use-read.ts";
import type { ComponentChildren, VNode } from "../preact.ts";
import { Choice } from "./choice.tsx";

/** What a toolbar has. */
export interface ToolbarProps {
  /** Default: none can be chosen. */
  readonly hasApps?: boolean;
  /** To choose no app is to choose all of them. Default: it is to choose `default`. */
  readonly isOfAll?: boolean | undefined;
  /** Ids of `RANGES`. Default: none can be chosen. */
  readonly ranges?: readonly string[];
  readonly children?: ComponentChildren;
}

/** The toolbar, whose choices go into the address. */
export function Toolbar({ hasApps, isOfAll, ranges, children }: ToolbarProps): VNode {
  const { address, go } = usePage();
  return (
    <div class="toolbar">
      {children}
      {hasApps && <Apps isOfAll={isOfAll} />}
      {ranges && (
        <Choice
          label="Time range"
          options={ranges.map((id) => [id, id, `Last ${RANGES[id]?.name}`])}
          value={rangeOf(address.words, ranges).id}
          onChoose={(range) => go({ range, from: null, to: null })}
        />
      )}
    </div>
  );
}

/** The app that words ask for; none is the default one. */
export function ofApp(words: URLSearchParams): OfApp {
  const app = words.get("app");
  return app === null ? {} : { app };
}

/** Its name. */
export const appOf = (words: URLSearchParams): string => ofApp(words).app ?? DEFAULT_APP;

/** The choice of an app, where there are several. */
export function Apps({ isOfAll = false }: Pick<ToolbarProps, "isOfAll">): VNode | null {
  const { address, go } = usePage();
  const { data } = useRead("apps");
  const none = isOfAll ? "" : DEFAULT_APP;
  const chosen = ofApp(address.words).app ?? none;
  const names = new Set([none, chosen, ...(data?.apps.map(({ app }) => app) ?? [])]);
  if (names.size < (isOfAll ? 3 : 2)) return null;
  return (
    <select
      class="field"
      aria-label="App"
      value={chosen}
      onChange={(event) => {
        const { value } = event.currentTarget;
        go({ app: value === none ? null : value });
      }}
    >
      {[...names].sort().map((name) => (
        <option key={name} value={name}>
          {name || "All apps"}
        </option>
      ))}
    </select>
  );
}
