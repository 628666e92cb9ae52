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
    announce(done ? "Copied." : "The browser did not allow copying.", !done);
  };
  return (
    <Panel title="Nothing counted yet">
      <div class="none">
        <p>Paste this into a page and open it: its counts appear here by themselves.</p>
        <p>
          <button type="button" class="go" onClick={() => void copy()}>
            Copy
          </button>
        </p>
        <pre class="try">{text}</pre>
      </div>
    </Panel>
  );
}
