// What an application is answered: shown to all, changed by operators.
import { MAX_VERSION_CHARS } from "../../../core/report-limits.ts";
import type { Application, ApplicationSettings } from "../../../core/reports.ts";
import { mayChange, usePage } from "../../app/page.ts";
import { Panel } from "../../part/panel.tsx";
import { Switch } from "../../part/switch.tsx";
import { useState, type VNode } from "../../preact.ts";
import { oneLine } from "../../text/format.ts";
import { Notices } from "./notices.tsx";
import type { Change } from "./use-change.ts";

/** The settings of an application that is kept. */
export function Answers({
  application,
  settings,
  onChange,
}: {
  readonly application: Application;
  readonly settings: ApplicationSettings;
  readonly onChange: Change;
}): VNode {
  const isFixed = !mayChange(usePage());
  const turn = (wish: "hard_limit" | "disable", said: readonly [on: string, off: string]) => {
    return (on: boolean) => onChange({ [wish]: on }, on ? said[0] : said[1]);
  };
  return (
    <Panel title="What it is answered" path="applications">
      <div class="answers">
        <LatestVersion
          of={application.application}
          version={settings.latest_version}
          isFixed={isFixed}
          onChange={onChange}
        />
        <Notices notices={settings.notices} isFixed={isFixed} onChange={onChange} />
        <Flag
          name="Hard limit"
          note="It keeps to its free limits."
          isOn={settings.hard_limit}
          isFixed={isFixed}
          onTurn={turn("hard_limit", ["The hard limit is on.", "The hard limit is off."])}
        />
        <Flag
          name="Silence"
          note="Its installs report no more."
          isOn={settings.disable}
          isFixed={isFixed}
          onTurn={turn("disable", [
            "Installs are asked to report no more.",
            "Installs that have not heard it may report.",
          ])}
        />
      </div>
    </Panel>
  );
}

function LatestVersion({
  of,
  version,
  isFixed,
  onChange,
}: {
  readonly of: string;
  readonly version: string;
  readonly isFixed: boolean;
  readonly onChange: Change;
}): VNode {
  // What is being typed stays, until it is another's or was changed by somebody else.
  const now = JSON.stringify([of, version]);
  const [draft, setDraft] = useState({ now, text: version });
  const text = draft.now === now ? draft.text : version;
  const submit = (event: Event): void => {
    event.preventDefault();
    const wanted = text.trim();
    const said = wanted ? `The latest version is ${oneLine(wanted, 60)}.` : "No version is told.";
    onChange({ latest_version: wanted }, said);
  };
  return (
    <form onSubmit={submit}>
      <label for="latest-version">Latest version</label>
      <div class="line">
        <input
          class="field"
          id="latest-version"
          value={text}
          maxLength={MAX_VERSION_CHARS}
          placeholder="The one that asks"
          autocomplete="off"
          spellcheck={false}
          disabled={isFixed}
          onInput={({ currentTarget: { value } }) => setDraft({ now, text: value })}
        />
        {!isFixed && (
          <button type="submit" class="quiet">
            Set
          </button>
        )}
      </div>
    </form>
  );
}

function Flag(props: {
  readonly name: string;
  readonly note: string;
  readonly isOn: boolean;
  readonly isFixed: boolean;
  onTurn(on: boolean): void;
}): VNode {
  const { name, note, isOn, isFixed, onTurn } = props;
  return (
    <div class="flag">
      <Switch
        label={name}
        isOn={isOn}
        isFixed={isFixed}
        onTurn={(on) => {
          if (!isFixed) onTurn(on);
        }}
      />
      <p>
        <b>{name}</b>
        <span class="soft">{note}</span>
      </p>
    </div>
  );
}
