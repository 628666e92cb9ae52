// The metrics of one source, to choose from.
import type { Pushed, PushedFamily } from "../../core/pushed.ts";
import type { View } from "../app/address.ts";
import { usePage } from "../app/page.ts";
import { type Item, ItemList } from "../part/item-list.tsx";
import type { ComponentChildren, VNode } from "../preact.ts";
import { number } from "../text/format.ts";
import { isCut } from "./is-cut.ts";
import { finite, measured, totalOf } from "./measured.ts";
import { familyId, seriesName } from "./series-name.ts";

/** What the list is made of. */
export interface FamilyListProps {
  readonly view: View;
  readonly source: Pushed | undefined;
  readonly chosen: PushedFamily | undefined;
  readonly none: ComponentChildren;
}

/** The list; its search finds series too. */
export function FamilyList({ view, source, chosen, none }: FamilyListProps): VNode {
  const { address, go, link } = usePage();
  const { families = [], host = "" } = source ?? {};
  const search = address.words.get("search") ?? "";
  return (
    <ItemList
      label="Metrics"
      items={families.map((family) => itemOf(familyId(families, family), family))}
      chosen={chosen && familyId(families, chosen)}
      search={search}
      searchLabel="Search metrics and labels"
      linkOf={({ id }) => link(view, { source: host, family: id, search: search || null })}
      onSearch={(text) => go({ search: text || null }, true)}
      none={none}
    />
  );
}

/** What counts up is told with its total where all of it came, one gauge with its value. */
function itemOf(id: string, family: PushedFamily): Item {
  const { name, type, series, total } = family;
  const [only] = series;
  const isCount = type !== "gauge" && type !== "untyped";
  const sum = series.reduce((all, one) => all + finite(totalOf(one)), 0);
  return {
    id,
    name,
    kind: type,
    also: series.map(({ labels }) => seriesName("", labels)).join(" "),
    ...(isCount && !isCut(family)
      ? { total: sum }
      : { note: total === 1 && only ? measured(only.value) : `${number(total)} series` }),
  };
}
