// WebKitGTK: Debian's MiniBrowser over its remote inspector. Under WebDriver it would forget all storage at its end.
import { spawnSync } from "node:child_process";
import { findMiniBrowser, findXvfb } from "../../../.ci/engines.mjs";
import { freePort } from "../free-port.ts";
import { arrive, loaded } from "./arrive.ts";
import type { Browser, Engine, Tab } from "./engine.ts";
import { startFamily } from "./family.ts";
import { connect, type Wire } from "./wire.ts";

const PATIENCE_MS = 20_000;
const CONTENT = "WebKitWebProcess";

export function webkit(): Engine {
  const path = findMiniBrowser();
  const screen = findXvfb();
  if (!path || !screen) {
    const missing = path ? "Xvfb" : "WebKitGTK's MiniBrowser";
    throw new Error(`no ${missing} found: run \`node .ci/install.mjs --engines\``);
  }
  return {
    name: "webkit",
    version: () => versionIn(path),
    launch: (profile) => launch(path, screen, profile),
  };
}

/** MiniBrowser does not tell it; whoever packaged it does. */
function versionIn(path: string): string {
  const { stdout } = spawnSync("dpkg-query", ["--show", "webkit2gtk-driver"], { encoding: "utf8" });
  return `WebKitGTK ${stdout?.split(/\s+/)[1] || path}`;
}

async function launch(path: string, screen: string, profile: string): Promise<Browser> {
  // It picks a free number, and prints it on its standard output.
  const display = startFamily(screen, [
    "-displayfd",
    "1",
    "-screen",
    "0",
    "1280x800x24",
    "-nolisten",
    "tcp",
  ]);
  const number = await display.said(/^(\d+)\n/m);
  const inspector = `127.0.0.1:${await freePort()}`;
  const family = startFamily(path, ["about:blank"], {
    DISPLAY: `:${number}`,
    HOME: profile,
    XDG_DATA_HOME: `${profile}/data`,
    XDG_CACHE_HOME: `${profile}/cache`,
    XDG_CONFIG_HOME: `${profile}/config`,
    WEBKIT_INSPECTOR_HTTP_SERVER: inspector,
    // Its sandbox does not start for root.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    NO_AT_BRIDGE: "1",
  });
  const known = new Set<string>();
  const home = await connectTo(inspector, await appearing(inspector, known));
  // The page that opens the others outlives their crashes.
  const homes = family.members(CONTENT);
  const crash = async () => {
    for (const pid of family.members(CONTENT))
      if (!homes.includes(pid)) process.kill(pid, "SIGKILL");
  };
  let turn = Promise.resolve();
  const openOne = async (url: string): Promise<Tab> => {
    // Without an opener the page gets a process of its own, as a tab of a user has.
    const opening = `void open(${JSON.stringify(url)}, "_blank", "noopener")`;
    await evaluateIn(home, opening);
    const tab = tabOf(await connectTo(inspector, await appearing(inspector, known)), crash);
    await loaded(tab.evaluate);
    return tab;
  };
  return {
    open(url) {
      // One after the other: what appears next is the one that was asked for.
      const tab = turn.then(() => openOne(url));
      turn = tab.then(
        () => {},
        () => {},
      );
      return tab;
    },
    async kill() {
      await family.kill();
      await display.kill();
      home.close();
    },
  };
}

/** The path of the page that the inspector did not know yet. */
async function appearing(inspector: string, known: Set<string>): Promise<string> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const list = await fetch(`http://${inspector}/`).then(
      (response) => response.text(),
      () => "",
    );
    for (const [, path = ""] of list.matchAll(/'(\/socket\/\d+\/\d+\/WebPage)'/g)) {
      if (known.has(path)) continue;
      known.add(path);
      return path;
    }
    if (Date.now() > until) throw new Error("no page appeared");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A connection to one page, through all the processes that it runs in as it navigates. */
async function connectTo(inspector: string, path: string): Promise<Wire> {
  const outer = await connect(`ws://${inspector}${path}`);
  let target = "";
  let last = 0;
  const waiting = new Map<
    number,
    (message: { result?: unknown; error?: { message: string } }) => void
  >();
  const forget = () => {
    for (const answer of waiting.values()) answer({ error: { message: "the page has gone" } });
    waiting.clear();
  };
  const there = new Promise<void>((resolve) => {
    outer.hear(({ method, params }) => {
      if (method === "Target.targetCreated" && !params.targetInfo.isProvisional) {
        target = params.targetInfo.targetId;
        resolve();
      } else if (method === "Target.didCommitProvisionalTarget") {
        target = params.newTargetId;
        forget();
      } else if (method === "Target.targetDestroyed" && params.targetId === target) forget();
      else if (method === "Target.dispatchMessageFromTarget") {
        const message = JSON.parse(params.message);
        waiting.get(message.id)?.(message);
        waiting.delete(message.id);
      }
    });
  });
  await there;
  void outer.over.then(forget);
  return {
    ...outer,
    send(method, params = {}) {
      const id = ++last;
      const message = JSON.stringify({ id, method, params });
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, error }) => {
          if (error) reject(new Error(`${method}: ${error.message}`));
          else resolve(result);
        });
        outer.send("Target.sendMessageToTarget", { targetId: target, message }).catch(reject);
      });
    },
  };
}

async function evaluateIn<T>(page: Wire, expression: string): Promise<T> {
  const { result, wasThrown } = await page.send("Runtime.evaluate", {
    // Both ways in one turn: what is no promise needs no second question.
    expression: `((value) => value instanceof Promise ? value.then(JSON.stringify) : JSON.stringify(value))(${expression})`,
    emulateUserGesture: true,
  });
  const { objectId: promiseObjectId } = result;
  const last = promiseObjectId
    ? await page.send("Runtime.awaitPromise", { promiseObjectId, returnByValue: true })
    : { result, wasThrown };
  if (wasThrown || last.wasThrown) throw new Error(last.result.description ?? last.result.value);
  return last.result.value === undefined ? (undefined as T) : JSON.parse(last.result.value);
}

function tabOf(page: Wire, crash: Tab["crash"]): Tab {
  const evaluate: Tab["evaluate"] = (expression) => evaluateIn(page, expression);
  return {
    evaluate,
    goto: (url) => arrive(evaluate, () => page.send("Page.navigate", { url })),
    reload: () => arrive(evaluate, () => page.send("Page.reload")),
    back: () => arrive(evaluate, () => evaluate("void history.back()")),
    async close() {
      // It is gone before it can answer.
      await evaluate("void close()").catch(() => {});
      await page.over;
    },
    crash,
  };
}
