// A collector in this process with something in it.
import { onTestFinished } from "vitest";
import { type Served, type ServeOptions, serve } from "../../src/node/serve.ts";
import { testFolder } from "./folder.ts";
import { validUpdate } from "./requests.ts";

/** Serves until the test is over, and counts three views of two instances first. */
export async function served(options: ServeOptions = {}): Promise<Served & { folder: string }> {
  const { folder } = testFolder();
  const server = await serve({ port: 0, dataFolder: folder, ...options });
  onTestFinished(server.close);
  const timestamp = new Date().toISOString();
  const first = { instance_id: "a", timestamp, calls: 2, recorded: 2, data: { "page.view": 2 } };
  const second = { instance_id: "b", timestamp, calls: 1, recorded: 1 };
  for (const update of [first, second]) {
    const body = JSON.stringify(validUpdate(update));
    const { ok } = await fetch(`${server.url}/v1/update`, { method: "POST", body });
    if (!ok) throw new Error("not counted");
  }
  return { ...server, folder };
}
