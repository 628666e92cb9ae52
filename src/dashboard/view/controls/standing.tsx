// A line of what holds: of what, how it stands, since when and why, and its switch.
import type { LoggedChange } from "../../../core/controls.ts";
import { mayChange, usePage } from "../../app/page.ts";
import { Switch, type SwitchProps } from "../../part/switch.tsx";
import type { ComponentChildren, VNode } from "../../preact.ts";
import { ago, fully, oneLine } from "../../text/format.ts";

/** What a line is made of. */
export interface StandingProps {
  readonly title: ComponentChildren;
  /** How it stands. */
  readonly children: ComponentChildren;
  /** When that came to be, Unix ms. */
  readonly at?: number | undefined;
  /** By which change. */
  readonly cause: LoggedChange | undefined;
  /** Where it is changed, and what a screen reader says of that. */
  readonly way: { readonly href: string; readonly label: string };
  readonly turn: Omit<SwitchProps, "isFixed">;
}

/** One line; readers have its switch to look at. */
export function Standing({ title, children, cause, way, turn, ...props }: StandingProps): VNode {
  const page = usePage();
  const at = props.at ?? cause?.at;
  const isFixed = !mayChange(page);
  return (
    <li>
      <div class="what">
        <p class="title">{title}</p>
        <p class="soft">
          {children}
          {at !== undefined && (
            <>
              {" · "}
              <Ago at={at} />
            </>
          )}
          {cause && (
            <>
              {" by "}
              <bdi>{oneLine(cause.author || "somebody", 60)}</bdi>
            </>
          )}
          {cause?.reason && (
            <>
              {" · "}
              <bdi>{oneLine(cause.reason, 500)}</bdi>
            </>
          )}
        </p>
      </div>
      {!isFixed && (
        <a class="link" href={way.href} aria-label={way.label}>
          Change
        </a>
      )}
      <Switch {...turn} isFixed={isFixed} onTurn={isFixed ? () => {} : turn.onTurn} />
    </li>
  );
}

/** `3 min ago`, and all of it where the pointer rests. */
export function Ago({ at }: { readonly at: number }): VNode {
  return (
    <time dateTime={new Date(at).toISOString()} title={fully(at)}>
      {ago(at, Date.now())}
    </time>
  );
}

/** An app's name, or that it is every one. */
export function AppName({ app }: { readonly app: string | undefined }): VNode {
  return app === undefined ? <>every app</> : <bdi>{oneLine(app, 60)}</bdi>;
}
