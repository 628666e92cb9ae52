// What an application is answered: shown to all, changed by operators.
import { MAX_VERSION_CHARS } from "../../../core/report-limits.ts";
import type { Application, ApplicationSettings } from "../../../core/reports.ts";
import { mayChange, usePage } from "../../app/page.ts";
import { Panel } from "../../part/panel.tsx";
import { Switch } from "../../part/switch.tsx";
import { useRef, type VNode } from "../../preact.ts";
import { Notices } from "./notices.tsx";
import type { Change } from "./use-change.ts";

const FLAGS = [
  ["hard_limit", "Hard limit", "It keeps to its free limits."],
  ["disable", "Silence", "Installs that hear it report no more."],
] as const;

/** The settings of an application that is kept. */
export function Answers({
  application: { application },
  settings,
  onChange,
}: {
  readonly application: Application;
  readonly settings: ApplicationSettings;
  readonly onChange: Change;
}): VNode {
  const isFixed = !mayChange(usePage());
  const version = useRef<HTMLInputElement>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    onChange({ latest_version: version.current?.value.trim() ?? "" });
  };
  return (
    <Panel title="What it is answered" path="applications">
      <div class="detail answers">
        <form onSubmit={submit}>
          <label for="latest-version">Latest version</label>
          <div class="line">
            <input
              // What is being typed stays, until it is another's or was changed by somebody else.
              key={JSON.stringify([application, settings.latest_version])}
              ref={version}
              class="field"
              id="latest-version"
              defaultValue={settings.latest_version}
              maxLength={MAX_VERSION_CHARS}
              placeholder="The one that asks"
              autocomplete="off"
              spellcheck={false}
              disabled={isFixed}
            />
            {!isFixed && (
              <button type="submit" class="quiet">
                Set
              </button>
            )}
          </div>
        </form>
        <Notices notices={settings.notices} isFixed={isFixed} onChange={onChange} />
        {FLAGS.map(([flag, name, note]) => (
          <div key={flag} class="flag">
            <Switch
              label={name}
              isOn={settings[flag]}
              isFixed={isFixed}
              onTurn={(on) => {
                if (!isFixed) onChange({ [flag]: on });
              }}
            />
            <p>
              <b>{name}</b>
              <span class="soft">{note}</span>
            </p>
          </div>
        ))}
      </div>
    </Panel>
  );
}
