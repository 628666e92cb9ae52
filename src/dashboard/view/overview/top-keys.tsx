// The keys that most came of, each a way to look at it.
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { Panel } from "../../part/panel.tsx";
import { Ranked } from "../../part/ranked.tsx";
import { Apps, ofApp } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { plural } from "../../text/format.ts";

/** Shown; the others are in the key explorer. */
const FEW = 8;

/** Keys of one app, the most counted first. */
export function TopKeys({ range }: { readonly range: string }): VNode {
  const { address, link } = usePage();
  const question = { ...ofApp(address.words), range };
  const asked = useRead("keys", question);
  const keys = [...(asked.data?.keys ?? [])].sort((one, other) => other.total - one.total);
  const top = keys.slice(0, FEW);
  return (
    <Panel
      title="Top keys"
      asked={asked}
      sheet={() => ({
        name: `keys-${range}`,
        columns: [
          ["key", "text"],
          ["kind", "plain"],
          ["total", "plain"],
          ["members", "plain"],
          ["instances", "plain"],
        ],
        rows: keys,
      })}
      tools={<Apps />}
    >
      {top.length === 0 ? (
        <p class="none">
          Nothing was counted in this time.{" "}
          <a class="link" href={link("keys", { range: "30d" })}>
            Look further back
          </a>
        </p>
      ) : (
        <>
          <Ranked
            label="Keys, most counted first"
            heads={["Key", "Counted"]}
            parts={top.map(({ key, total }) => ({ id: key, name: key, total }))}
            linkOf={(key) => link("keys", { key })}
          />
          <p class="under">
            <a class="link" href={link("keys")}>
              All {plural(keys.length, "key")} of this time
            </a>
          </p>
        </>
      )}
    </Panel>
  );
}
