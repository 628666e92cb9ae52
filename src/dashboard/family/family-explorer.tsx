// The families of one source beside the one that is looked at.
import type { Pushed, PushedFamily, PushedReply } from "../../core/pushed.ts";
import type { View } from "../app/address.ts";
import { usePage } from "../app/page.ts";
import type { Asked } from "../app/use-ask.ts";
import { Panel } from "../part/panel.tsx";
import type { ComponentChildren, VNode } from "../preact.ts";
import { FamilyDetail } from "./family-detail.tsx";
import { FamilyList } from "./family-list.tsx";
import { familyId } from "./series-name.ts";

/** What there is to explore. */
export interface FamilyExplorerProps {
  readonly view: View;
  readonly asked: Asked<PushedReply | null>;
  readonly source: Pushed | undefined;
  /** Of the list: how many, since when. */
  readonly note: string | undefined;
  /** In place of an empty list. */
  readonly none: ComponentChildren;
  /** Above the list, where there are several sources; without one there is no list then. */
  readonly children?: ComponentChildren;
}

/** Both. */
export function FamilyExplorer(props: FamilyExplorerProps): VNode {
  const { view, asked, source, note, none, children } = props;
  const { words } = usePage().address;
  const family = source && familyOf(source, words);
  return (
    <div class="explorer">
      <div class={children ? "detail half" : "detail"}>
        {children}
        {(source || !children) && (
          <Panel title="Metrics" note={note} asked={asked} path="pushed">
            <FamilyList view={view} source={source} chosen={family} none={none} />
          </Panel>
        )}
      </div>
      <div class="detail">
        {source && family && (
          <FamilyDetail
            key={JSON.stringify([source.host, family.name, family.type])}
            source={source}
            family={family}
            now={asked.data?.now ?? 0}
          />
        )}
      </div>
    </div>
  );
}

/** The family that words ask for, or the first. */
function familyOf({ families }: Pushed, words: URLSearchParams): PushedFamily | undefined {
  const asked = words.get("family");
  return families.find((family) => familyId(families, family) === asked) ?? families[0];
}
