// How busy hosts are: each site that sends to this server, and whoever else samples into its history.
import { AGGREGATIONS } from "../../../core/sample.ts";
import { HISTORY_RANGES, historyRange } from "../../app/history-range.ts";
import { usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { ItemList } from "../../part/item-list.tsx";
import { Panel } from "../../part/panel.tsx";
import { Toolbar } from "../../part/toolbar.tsx";
import type { VNode } from "../../preact.ts";
import { number, oneLine } from "../../text/format.ts";
import { aggregationOf } from "./fields.ts";
import { HostPanel } from "./host-panel.tsx";

/** All of it. */
export function SamplesView(): VNode {
  const { address, go, link } = usePage();
  const { words } = address;
  const range = historyRange(words).id;
  const agg = aggregationOf(words);
  const asked = useRead("hosts");
  const hosts = asked.data?.hosts ?? [];
  const host = words.get("host") ?? hosts[0];
  const other = words.get("with") ?? undefined;
  const kept = Object.fromEntries(
    [...words].filter(([name]) => name === "agg" || name === "search"),
  );
  return (
    <>
      <Toolbar ranges={HISTORY_RANGES}>
        <select
          class="field"
          aria-label="What a point shows of its samples"
          value={agg}
          onChange={(event) => {
            const { value } = event.currentTarget;
            go({ agg: value === "mean" ? null : value });
          }}
        >
          {AGGREGATIONS.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </Toolbar>
      <div class="explorer">
        <Panel
          title="Hosts"
          note={number(hosts.length)}
          asked={asked}
          sheet={() => ({
            name: "hosts",
            columns: [["host", "text"]],
            rows: hosts.map((name) => ({ host: name })),
          })}
        >
          <ItemList
            label="Hosts"
            items={hosts.map((name) => ({ id: name, name }))}
            chosen={host}
            search={words.get("search") ?? ""}
            searchLabel="Search hosts"
            linkOf={({ id }) => link("samples", { ...kept, host: id })}
            onSearch={(text) => go({ search: text || null }, true)}
            endOf={({ id, name }) =>
              id !== host &&
              host !== undefined && (
                <button
                  type="button"
                  class="tool beside"
                  aria-pressed={id === other}
                  aria-label={`Compare with ${oneLine(name, 60)}`}
                  onClick={() => go({ host, with: id === other ? null : id })}
                >
                  Compare
                </button>
              )
            }
            none="No host has sampled anything yet. A minute after the first update, the site that sent it is here."
          />
        </Panel>
        <div class="detail">
          {host !== undefined && (
            <HostPanel
              key={host}
              host={host}
              other={other === host ? undefined : other}
              range={range}
              agg={agg}
            />
          )}
        </div>
      </div>
    </>
  );
}
