// What is asked of one instance now.
import type { Controls } from "../../../core/controls.ts";
import { usePage } from "../../app/page.ts";
import type { Asked } from "../../app/use-ask.ts";
import { Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import { Table } from "../../part/table.tsx";
import type { VNode } from "../../preact.ts";
import { oneLine, when, wholeSpan } from "../../text/format.ts";

/** Its interval, whether it shall stop, and the keys that are off for it. */
export function AskedPanel({ asked }: { readonly asked: Asked<Controls> }): VNode {
  const { link } = usePage();
  const { data } = asked;
  const off = data?.disabled_keys ?? [];
  return (
    <Panel
      title="Asked of it now"
      asked={asked}
      sheet={() => ({
        name: "keys-off",
        columns: [["key", "text"]],
        rows: off.map((key) => ({ key })),
      })}
    >
      {data && (
        <Facts
          label="Asked of it now"
          facts={[
            { name: "An update each", value: wholeSpan(data.interval_ms) },
            { name: "Stop", value: data.stop ? "yes" : "no", isWrong: data.stop },
            { name: "Changed", value: data.version > 0 ? when(data.version) : "never" },
          ]}
        />
      )}
      <Table
        label="Keys off"
        columns={[
          {
            name: "Keys off",
            isText: true,
            cell: (key) => (
              <a class="link" href={link("keys", { key })}>
                <bdi>{oneLine(key)}</bdi>
              </a>
            ),
          },
        ]}
        rows={off}
        idOf={(key) => key}
        none="No key is off for it."
      />
    </Panel>
  );
}
