// A page for one part of the dashboard: rendered in a real document, before a server whose answers the test owns.
import type { Client } from "../../src/client/client.ts";
import type { Session } from "../../src/core/session.ts";
import { changed, moved, readAddress, writeAddress } from "../../src/dashboard/app/address.ts";
import { type Page, PageContext } from "../../src/dashboard/app/page.ts";
import { type ComponentChildren, h, render } from "../../src/dashboard/preact.ts";

/** What a test says of the page, and hears from it. */
export interface Stage {
  readonly node: HTMLElement;
  /** Where the page is by now. */
  readonly hash: string;
  /** What was announced. */
  readonly said: readonly { text: string; isBad: boolean; undo: (() => void) | undefined }[];
  /** The trouble that was heard of. */
  readonly troubles: readonly string[];
  /** Something may be new. */
  pulse(): Promise<void>;
  /** Until what was asked is answered and drawn. */
  settled(): Promise<void>;
  leave(): void;
}

/** How a stage is set. */
export interface StageOptions {
  /** Methods that the part may call; any other one rejects, and says its name. */
  readonly server?: Partial<Client>;
  readonly hash?: string;
  readonly session?: Session;
}

const OPERATOR: Session = { name: "ada", role: "operator", is_open: true };

/** Renders what `draw` makes, and again after each step. */
export async function stage(
  draw: () => ComponentChildren,
  options: StageOptions = {},
): Promise<Stage> {
  const node = document.body.appendChild(document.createElement("div"));
  const server = new Proxy((options.server ?? {}) as Client, {
    get: (held, name) =>
      Reflect.get(held, name) ??
      (() => Promise.reject(new Error(`the test has no answer of ${String(name)}`))),
  });
  let address = readAddress(options.hash ?? "");
  let pulse = 0;
  const said: Stage["said"][number][] = [];
  const troubles: string[] = [];
  const show = (): void => {
    const page: Page = {
      server,
      base: new URL("https://tally.example/"),
      address,
      pulse,
      session: options.session ?? OPERATOR,
      link: (view, words) => writeAddress(moved(address, view, words)),
      go(words) {
        address = changed(address, words);
        show();
      },
      announce: (text, isBad = false, undo) => void said.push({ text, isBad, undo }),
      lock: () => troubles.push("locked"),
      heard: (trouble) => void (trouble === undefined || troubles.push(trouble)),
    };
    render(h(PageContext.Provider, { value: page, children: draw() }), node);
  };
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 15));
  };
  show();
  await settled();
  return {
    node,
    said,
    troubles,
    get hash() {
      return writeAddress(address);
    },
    async pulse() {
      pulse += 1;
      show();
      await settled();
    },
    settled,
    leave() {
      render(null, node);
      node.remove();
    },
  };
}
