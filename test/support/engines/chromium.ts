// Chromium over its DevTools protocol: as users have it, with none of the switches that test frameworks add.
import { launchOptions } from "../browser.ts";
import { arrive, loaded } from "./arrive.ts";
import type { Browser, Engine, Tab } from "./engine.ts";
import { startFamily, versionOf } from "./family.ts";
import { connect, type Event, type Wire } from "./wire.ts";

export function chromium(): Engine {
  const { executablePath, args } = launchOptions();
  if (!executablePath) throw new Error("no Chromium found: run `node .ci/install.mjs --engines`");
  return {
    name: "chromium",
    version: () => versionOf(executablePath).replace(/ built on.*/, ""),
    launch: (profile) => launch(executablePath, [...args, `--user-data-dir=${profile}`]),
  };
}

async function launch(path: string, args: readonly string[]): Promise<Browser> {
  const family = startFamily(path, [
    ...args,
    "--headless",
    "--remote-debugging-port=0",
    "--no-default-browser-check",
    // After a kill it would offer to restore.
    "--hide-crash-restore-bubble",
    // Small machines have a small /dev/shm.
    "--disable-dev-shm-usage",
  ]);
  const wire = await connect(await family.said(/DevTools listening on (ws:\S+)/));
  return {
    async open(url) {
      const { targetId } = await wire.send("Target.createTarget", { url, newWindow: true });
      const { sessionId } = await wire.send("Target.attachToTarget", { targetId, flatten: true });
      const tab = tabOf(wire, targetId, sessionId);
      await loaded(tab.evaluate);
      return tab;
    },
    async kill() {
      await family.kill();
      wire.close();
    },
  };
}

function tabOf(wire: Wire, targetId: string, sessionId: string): Tab {
  const send: Wire["send"] = (method, params) => wire.send(method, params, { sessionId });
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(result?.description ?? exceptionDetails.text);
    return result.value;
  };
  const isOf =
    (name: string) =>
    ({ method, params, sessionId: from }: Event): boolean =>
      method === name && (from ?? params.sessionId) === sessionId;
  return {
    evaluate,
    goto: (url) => arrive(evaluate, () => send("Page.navigate", { url })),
    reload: () => arrive(evaluate, () => send("Page.reload")),
    back: () => arrive(evaluate, () => evaluate("history.back()")),
    async close() {
      // What answers the command has only begun to close.
      const gone = wire.coming(isOf("Target.detachedFromTarget"));
      await wire.send("Target.closeTarget", { targetId });
      await gone;
    },
    async crash() {
      const crashed = wire.coming(isOf("Inspector.targetCrashed"));
      await send("Inspector.enable");
      // Nobody is left to answer.
      void send("Page.crash").catch(() => {});
      await crashed;
    },
  };
}
