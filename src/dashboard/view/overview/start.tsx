// What stands in place of numbers while there are none: how to get some.
import { usePage } from "../../app/page.ts";
import { Panel } from "../../part/panel.tsx";
import { copyText } from "../../part/save.ts";
import type { VNode } from "../../preact.ts";

/** A script tag to be pasted into a page. */
export function Start(): VNode {
  const { base, announce } = usePage();
  const text = `<script src="${new URL("tallybeacon.js", base).href}"
        data-endpoint="${new URL("v1/update", base).href}"></script>
<script>tallybeacon.increment("page.view")</script>`;
  const copy = async (): Promise<void> => {
    const done = await copyText(text);
    announce(done ? "Copied." : "The browser did not allow copying: select the text.", !done);
  };
  return (
    <Panel title="Nothing counted yet" class="start">
      <p>Paste this into a page, open the page, and its counts appear here by themselves.</p>
      <section class="wide" tabindex={0} aria-label="Script tag">
        <pre>{text}</pre>
      </section>
      <button type="button" class="go" onClick={() => void copy()}>
        Copy
      </button>
    </Panel>
  );
}
