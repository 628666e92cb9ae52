// The view of controls: what holds, making a change, how far it has got, and what was changed before.
import { DASHBOARD_MORE_ROWS, DEFAULT_ROWS, MAX_ROWS } from "../../../core/limits.ts";
import { mayChange, usePage } from "../../app/page.ts";
import { useAsk } from "../../app/use-ask.ts";
import { READS_ONLY, useControls } from "../../control/use-controls.ts";
import { Panel } from "../../part/panel.tsx";
import { useMemo, useState, type VNode } from "../../preact.ts";
import { pathOf } from "../../text/curl.ts";
import { ChangeForm } from "./change-form.tsx";
import { changeLog } from "./change-log.ts";
import { LogPanel } from "./log-panel.tsx";
import { Obedience } from "./obedience.tsx";
import { SendingPanel } from "./sending-panel.tsx";
import { SwitchesPanel } from "./switches-panel.tsx";

const HEARD = { limit: DASHBOARD_MORE_ROWS };

/** All of it. */
export function ControlsView(): VNode {
  const page = usePage();
  const controls = useControls();
  const [limit, setLimit] = useState(DEFAULT_ROWS);
  const logged = useAsk(["changes", limit], (server, call) => server.changes({ limit }, call));
  const apps = useAsk(["apps"], (server, call) => server.apps(call));
  const heard = useAsk(["instances", HEARD], (server, call) => server.instances(HEARD, call));
  const changes = logged.data?.changes ?? [];
  const log = useMemo(() => changeLog(changes), [changes]);
  const hasMore = changes.length === limit && limit < MAX_ROWS;
  return (
    <div class="controls">
      <SwitchesPanel controls={controls} log={log} />
      <div class="makes">
        <Panel title="Make a change">
          {mayChange(page) ? (
            <ChangeForm
              controls={controls}
              changes={changes}
              apps={apps.data?.apps.map(({ app }) => app) ?? []}
              instances={heard.data?.instances.map(({ id }) => id) ?? []}
            />
          ) : (
            <p class="none">{READS_ONLY}</p>
          )}
        </Panel>
        <SendingPanel controls={controls} log={log} />
        <Obedience
          asked={heard}
          path={pathOf("instances", HEARD)}
          version={controls.asked.data?.version}
        />
      </div>
      <LogPanel
        controls={controls}
        asked={logged}
        log={log}
        path={pathOf("controls/changes", { limit })}
        onMore={hasMore ? () => setLimit(MAX_ROWS) : undefined}
      />
    </div>
  );
}
