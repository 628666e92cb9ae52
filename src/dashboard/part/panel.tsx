// A part of a view that shows one answer: its head, what can be done with it, and what shows while there is none.
import { usePage } from "../app/page.ts";
import type { Asked } from "../app/use-ask.ts";
import { type ComponentChildren, useRef, type VNode } from "../preact.ts";
import { curlOf } from "../text/curl.ts";
import { copyText, type Sheet, saveSheet } from "./save.ts";

/** What a panel is made of. */
export interface PanelProps {
  readonly title: ComponentChildren;
  /** Beside the title: how many, since when. */
  readonly note?: ComponentChildren;
  /** What it waits for; without, its children are shown at once. */
  readonly asked?: Asked<unknown>;
  /** The request behind it, `keys?range=1h`: copied as a curl command. Default: that of what it waits for. */
  readonly path?: string | undefined;
  /** What it shows as rows, made when they are wanted. */
  readonly sheet?: (() => Sheet) | undefined;
  /** What stands above the answer, whether there is one or not: how it is asked for. */
  readonly above?: ComponentChildren;
  /** Further buttons in its head. */
  readonly tools?: ComponentChildren;
  readonly class?: string;
  readonly children?: ComponentChildren;
}

/** One panel. */
export function Panel(props: PanelProps): VNode {
  const { title, note, asked, path = asked?.path, sheet, above, tools, children } = props;
  const { announce, base, session } = usePage();
  const copy = async (): Promise<void> => {
    const text = curlOf(base, path ?? "", session?.is_open === true);
    const done = await copyText(text);
    announce(done ? "Copied as a curl command." : "The browser did not allow copying.", !done);
  };
  // While another answer is awaited it is as high as it was: what stands below stays where it is.
  const node = useRef<HTMLElement>(null);
  const heightPx = useRef(0);
  const isAwaiting = asked && asked.data === undefined && asked.problem === undefined;
  heightPx.current = isAwaiting ? heightPx.current || (node.current?.offsetHeight ?? 0) : 0;
  return (
    <section
      ref={node}
      class={`panel ${props.class ?? ""}`}
      style={{ minHeight: heightPx.current ? `${heightPx.current}px` : "" }}
    >
      <header class="head">
        <h2>{title}</h2>
        {note !== undefined && <span class="soft">{note}</span>}
        <div class="tools">
          {tools}
          {path !== undefined && (
            <button
              type="button"
              class="tool"
              aria-label="Copy as curl"
              title="Copy as curl"
              onClick={() => void copy()}
            >
              curl
            </button>
          )}
          {sheet && (
            <button
              type="button"
              class="tool"
              aria-label="Download as CSV"
              title="Download as CSV"
              disabled={asked !== undefined && asked.data === undefined}
              onClick={() => saveSheet(sheet())}
            >
              CSV
            </button>
          )}
        </div>
      </header>
      {above}
      {asked ? <Answer asked={asked}>{children}</Answer> : children}
    </section>
  );
}

/** Its children once there is an answer; until then that it is awaited, or why there is none. */
function Answer({
  asked,
  children,
}: Required<Pick<PanelProps, "asked">> & { children: ComponentChildren }): VNode {
  if (asked.problem !== undefined) {
    return (
      <div class="none" role="alert">
        <p>The server does not answer this: {asked.problem}.</p>
        <button type="button" class="quiet" onClick={asked.retry}>
          Try again
        </button>
      </div>
    );
  }
  if (asked.data === undefined) return <div class="bones" role="status" aria-label="Loading" />;
  return <>{children}</>;
}
