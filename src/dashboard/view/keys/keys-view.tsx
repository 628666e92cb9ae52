// The key explorer: all keys at the left, and at the right the one that is looked at.
import { mayChange, usePage } from "../../app/page.ts";
import { RANGES } from "../../app/ranges.ts";
import { useRead } from "../../app/use-read.ts";
import { useSwitches } from "../../control/use-switches.ts";
import { ItemList } from "../../part/item-list.tsx";
import { Panel } from "../../part/panel.tsx";
import { Switch } from "../../part/switch.tsx";
import { appOf, ofApp, Toolbar } from "../../part/toolbar.tsx";
import { useMemo, useRef, type VNode } from "../../preact.ts";
import { number, oneLine } from "../../text/format.ts";
import { KeyDetail } from "./key-detail.tsx";
import { KEY_COLUMNS, listed } from "./key-items.ts";
import { KEY_RANGES, keyRangeOf, listStepOf } from "./key-window.ts";

/** All of it. */
export function KeysView(): VNode {
  const page = usePage();
  const { address, go, link } = page;
  const { words } = address;
  const of = ofApp(words);
  const range = keyRangeOf(words);
  const asked = { ...of, range: range.id, step: listStepOf(words) };
  const keys = useRead("keys", asked);
  const switches = useSwitches(appOf(words));
  const controls = switches.asked.data;
  const items = useMemo(
    () => listed(keys.data?.keys ?? [], controls?.switches ?? []),
    [keys.data, controls],
  );

  // The most counted when the page came, and still that one when ranks change.
  const first = useRef<string | undefined>(undefined);
  first.current ??= items[0]?.id;
  const key = words.get("key") ?? first.current;

  return (
    <>
      <Toolbar hasApps ranges={KEY_RANGES} />
      <div class="explorer">
        <Panel
          title="Keys"
          note={keys.data && number(keys.data.keys.length)}
          asked={keys}
          sheet={() => ({
            name: `keys-${range.id}`,
            columns: KEY_COLUMNS,
            rows: keys.data?.keys ?? [],
          })}
        >
          <ItemList
            label="Keys, most counted first"
            items={items}
            chosen={key}
            search={words.get("search") ?? ""}
            searchLabel="Search keys"
            linkOf={({ id }) => link("keys", { key: id, search: words.get("search") })}
            onSearch={(search) => go({ search: search || null }, true)}
            endOf={({ id }) => {
              const { state } = switches.stateOf(id);
              return (
                <Switch
                  label={`Count ${oneLine(id, 60)}`}
                  isOn={state === "on"}
                  isPartly={state === "partly"}
                  isFixed={!mayChange(page)}
                  onTurn={(on) => switches.turn(id, on)}
                />
              );
            }}
            none={<Nothing range={range} />}
          />
        </Panel>
        {key !== undefined && (
          <KeyDetail key={key} name={key} list={keys.data} switches={switches} />
        )}
      </div>
    </>
  );
}

/** Why there are no keys, and what to do. */
function Nothing({ range }: { readonly range: ReturnType<typeof keyRangeOf> }): VNode {
  const { link } = usePage();
  const longest = "60d";
  return (
    <>
      Nothing was counted in the last {range.name}.{" "}
      {range.id !== longest && (
        <>
          <a class="link" href={link("keys", { range: longest })}>
            Look at the last {RANGES[longest]?.name}
          </a>
          , or begin:{" "}
        </>
      )}
      <a class="link" href={link("overview")}>
        the overview
      </a>{" "}
      of a new server has a script tag to begin with.
    </>
  );
}
