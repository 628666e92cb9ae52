// The demo's server, for the person at a terminal: `npm start`, and with made-up traffic `npm start -- --sample`.
import { parseArgs } from "node:util";
import { serveSample } from "./sample/serve-sample.ts";
import { INTERVAL_MS, serveDemo } from "./serve-demo.ts";

/** A sentence for the person at the terminal. */
function reasonOf(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === "EADDRINUSE") {
    return `Port ${port} is taken. Choose another: npm start -- --port ${port + 1}`;
  }
  if (/locked/.test(error.message)) {
    return `${error.message}. Is the demo running already? Choose another folder: npm start -- --data ./other`;
  }
  return error.message;
}

async function main(): Promise<void> {
  let port = Number.NaN;
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: process.env["PORT"] ?? "8787" },
        data: { type: "string" },
        sample: { type: "boolean", default: false },
      },
    });
    port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new Error(`--port must be a whole number from 0 to 65535: ${values.port}`);
    }
    const served = values.sample
      ? await serveSample({ port, ...(values.data && { dataFolder: values.data }) })
      : await serveDemo({ port, dataFolder: values.data ?? "./data", intervalMs: INTERVAL_MS });
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void served.close());
    const home = served.url.replace("127.0.0.1", "localhost");
    const isSample = "told" in served;
    if (isSample) console.log(`Sample     ${served.told}`);
    // The sample's shop hears of a switch only hours later.
    const toDo = isSample ? "look around" : "see it arrive, switch a key off, watch the shop obey";
    console.log(`Shop       ${home}/demo/  (click around: it counts)`);
    console.log(`Dashboard  ${home}/  (${toDo})`);
    console.log(`Collector  ${home}/v1/update  (what it acknowledged is in ${served.dataFolder})`);
  } catch (error) {
    console.error(reasonOf(error as NodeJS.ErrnoException, port));
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
