// What stands above a view: which app, and how far back.
import type { AppsReply, OfApp } from "../../core/api.ts";
import { usePage } from "../app/page.ts";
import { RANGES, rangeOf } from "../app/ranges.ts";
import { useAsk } from "../app/use-ask.ts";
import type { ComponentChildren, VNode } from "../preact.ts";
import { Choice } from "./choice.tsx";

/** What a toolbar has. */
export interface ToolbarProps {
  /** Default: none can be chosen. */
  readonly hasApps?: boolean;
  /** Ids of `RANGES`. Default: none can be chosen. */
  readonly ranges?: readonly string[];
  readonly children?: ComponentChildren;
}

/** The toolbar, whose choices go into the address. */
export function Toolbar({ hasApps, ranges, children }: ToolbarProps): VNode {
  const { address, go } = usePage();
  return (
    <div class="toolbar">
      {children}
      {hasApps && <Apps />}
      {ranges && (
        <Choice
          label="Time range"
          options={ranges.map((id) => [id, id, `Last ${RANGES[id]?.name}`])}
          value={rangeOf(address.words).id}
          onChoose={(range) => go({ range })}
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

function Apps(): VNode | null {
  const { address, go } = usePage();
  const { data } = useAsk<AppsReply>(["apps"], (server, call) => server.apps(call));
  const chosen = ofApp(address.words).app ?? "default";
  const names = new Set([chosen, ...(data?.apps.map(({ app }) => app) ?? [])]);
  if (names.size < 2) return null;
  return (
    <select
      class="field"
      aria-label="App"
      value={chosen}
      onChange={(event) => {
        const { value } = event.currentTarget;
        go({ app: value === "default" ? null : value });
      }}
    >
      {[...names].sort().map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
