// What is asked of one instance now.
import type { Controls } from "../../../core/controls.ts";
import { usePage } from "../../app/page.ts";
import type { Asked } from "../../app/use-ask.ts";
import { Facts } from "../../part/facts.tsx";
import { Panel } from "../../part/panel.tsx";
import type { VNode } from "../../preact.ts";
import { number, oneLine, span, when } from "../../text/format.ts";

/** Keys that are named; who wants all of them takes the CSV. */
const FEW = 50;

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
            { name: "An update each", value: span(data.interval_ms) },
            { name: "Stop", value: data.stop ? "yes" : "no", isWrong: data.stop },
            { name: "Keys off", value: number(off.length) },
            { name: "Changed", value: data.version > 0 ? when(data.version) : "never" },
          ]}
        />
      )}
      {off.length > 0 && (
        <ul class="chips" aria-label="Keys that are off for it">
          {off.slice(0, FEW).map((key) => (
            <li key={key}>
              <a class="chip" href={link("keys", { key })} title={key}>
                <bdi>{oneLine(key, 60)}</bdi>
              </a>
            </li>
          ))}
          {off.length > FEW && <li class="soft">and {number(off.length - FEW)} more</li>}
        </ul>
      )}
    </Panel>
  );
}
