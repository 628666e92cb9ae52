// Who sends: all instances, or one of them.
import { usePage } from "../../app/page.ts";
import type { VNode } from "../../preact.ts";
import { InstanceList } from "./instance-list.tsx";
import { StoryView } from "./story-view.tsx";

/** The list, or the story of the one that the address names. */
export function InstancesView(): VNode {
  const { words } = usePage().address;
  const id = words.get("id");
  return id === null ? <InstanceList /> : <StoryView key={id} id={id} />;
}
