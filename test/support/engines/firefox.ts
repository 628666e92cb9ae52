// Firefox over WebDriver BiDi, the few commands that all of its releases of these years have.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFirefox } from "../../../.ci/engines.mjs";
import { arrive, loaded } from "./arrive.ts";
import type { Browser, Engine, Tab } from "./engine.ts";
import { startFamily, versionOf } from "./family.ts";
import { connect, type Wire } from "./wire.ts";

/** What a first start, a start after a kill, and a browser that phones home would add. */
const PREFERENCES = {
  // The settings of test frameworks are not those of users; these here are all that is needed.
  "remote.prefs.recommended": false,
  "app.update.disabledForTesting": true,
  "browser.aboutwelcome.enabled": false,
  "browser.sessionstore.resume_from_crash": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "browser.tabs.warnOnClose": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "datareporting.policy.dataSubmissionPolicyBypassNotification": true,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "termsofuse.bypassNotification": true,
  "toolkit.startup.max_resumed_crashes": -1,
};

/** What processes that hold the pages of one site call themselves. */
const CONTENT = "Isolated Web Content";

export function firefox(): Engine {
  const path = findFirefox();
  if (!path) throw new Error("no Firefox found: run `node .ci/install.mjs --engines`");
  return {
    name: "firefox",
    version: () => versionOf(path).replace(/^Mozilla /, ""),
    launch: (profile) => launch(path, profile),
  };
}

async function launch(path: string, profile: string): Promise<Browser> {
  mkdirSync(profile, { recursive: true });
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  writeFileSync(join(profile, "user.js"), lines.join(""));
  const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
  const family = startFamily(path, args, { MOZ_CRASHREPORTER_DISABLE: "1", HOME: profile });
  const url = await family.said(/WebDriver BiDi listening on (ws:\S+)/);
  const wire = await connect(`${url}/session`);
  await wire.send("session.new", { capabilities: {} });
  const crash = async () => {
    for (const pid of family.members(CONTENT)) process.kill(pid, "SIGKILL");
  };
  // A tab is seen only as the foremost of its window, and a window takes half a second: they are used again.
  const windows: string[] = [];
  const newWindow = async (): Promise<string> =>
    (await wire.send("browsingContext.create", { type: "window" })).context;
  return {
    async open(url) {
      const window = windows.pop() ?? (await newWindow());
      const create = { type: "tab", referenceContext: window };
      const { context } = await wire.send("browsingContext.create", create);
      const tab = tabOf(wire, context, () => windows.push(window), crash);
      await wire.send("browsingContext.navigate", { context, url, wait: "none" });
      await loaded(tab.evaluate);
      return tab;
    },
    async kill() {
      await family.kill();
      wire.close();
    },
  };
}

function tabOf(wire: Wire, context: string, closed: () => void, crash: Tab["crash"]): Tab {
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { type, result, exceptionDetails } = await wire.send("script.evaluate", {
      // BiDi has its own notation for values; JSON is everybody's.
      expression: `(async () => JSON.stringify(await (${expression})))()`,
      target: { context },
      awaitPromise: true,
      userActivation: true,
    });
    if (type === "exception") throw new Error(exceptionDetails.text);
    return result.value === undefined ? (undefined as T) : JSON.parse(result.value);
  };
  return {
    evaluate,
    goto: (url) =>
      arrive(evaluate, () => wire.send("browsingContext.navigate", { context, url, wait: "none" })),
    reload: () =>
      arrive(evaluate, () => wire.send("browsingContext.reload", { context, wait: "none" })),
    back: () => arrive(evaluate, () => evaluate("void history.back()")),
    async close() {
      await wire.send("browsingContext.close", { context });
      closed();
    },
    crash,
  };
}
