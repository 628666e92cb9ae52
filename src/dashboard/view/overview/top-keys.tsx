// The keys that most came of, each a way to look at it.
import { usePage } from "../../app/page.ts";
import { RANGES } from "../../app/ranges.ts";
import { useRead } from "../../app/use-read.ts";
import { Panel } from "../../part/panel.tsx";
import { Ranked } from "../../part/ranked.tsx";
import { Apps, ofApp } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { number } from "../../text/format.ts";
import { KEY_COLUMNS, listed } from "../keys/key-items.ts";

/** Keys of one app, the most counted first. */
export function TopKeys({ range }: { readonly range: string }): VNode {
  const { address, link } = usePage();
  // The step of the key explorer: its window is the same.
  const step = RANGES[range]?.step;
  const asked = useRead("keys", { ...ofApp(address.words), range, ...(step && { step }) });
  const { keys = [] } = asked.data ?? {};
  return (
    <Panel
      title="Top keys"
      note={asked.data && `of ${number(keys.length)}`}
      asked={asked}
      sheet={() => ({ name: `keys-${range}`, columns: KEY_COLUMNS, rows: keys })}
      tools={<Apps />}
    >
      {keys.length === 0 ? (
        <p class="none">
          Nothing was counted in this time.{" "}
          <a class="link" href={link("keys", { range: "30d" })}>
            Look further back
          </a>
        </p>
      ) : (
        <Ranked
          label="Keys, most counted first"
          heads={["Key", "Counted"]}
          parts={listed(keys)}
          linkOf={(key) => link("keys", { key })}
          few={8}
        />
      )}
    </Panel>
  );
}
