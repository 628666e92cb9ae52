// The view of controls: making a change, how far it has got, what holds, and what was changed before.
import { DASHBOARD_MORE_ROWS } from "../../../core/dashboard-limits.ts";
import { mayChange, usePage } from "../../app/page.ts";
import { useRead } from "../../app/use-read.ts";
import { READS_ONLY, useControls } from "../../control/use-controls.ts";
import { Panel } from "../../part/panel.tsx";
import type { VNode } from "../../preact.ts";
import { ChangeForm } from "./change-form.tsx";
import { HoldingPanel } from "./holding-panel.tsx";
import { LogPanel } from "./log-panel.tsx";
import { Obedience } from "./obedience.tsx";

const MANY = { limit: DASHBOARD_MORE_ROWS };

/** All of it. */
export function ControlsView(): VNode {
  const page = usePage();
  const controls = useControls();
  const logged = useRead("changes", MANY);
  const apps = useRead("apps");
  const heard = useRead("instances", MANY);
  return (
    <div class="explorer controls">
      <div class="detail">
        <Panel title="Make a change">
          {mayChange(page) ? (
            <ChangeForm
              controls={controls}
              changes={logged.data?.changes ?? []}
              apps={apps.data?.apps.map(({ app }) => app) ?? []}
              instances={heard.data?.instances.map(({ id }) => id) ?? []}
            />
          ) : (
            <p class="none">{READS_ONLY}</p>
          )}
        </Panel>
        <Obedience asked={heard} version={controls.asked.data?.version} />
      </div>
      <div class="detail">
        <HoldingPanel controls={controls} />
        <LogPanel asked={logged} onUndo={controls.undo} />
      </div>
    </div>
  );
}
