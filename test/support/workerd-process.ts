// Workers in a workerd of their own process group: `node test/support/workerd-process.ts <file>`, whose JSON are miniflare's
// options, but for modules as base64. Prints the address of each Worker by name.
import { readFileSync } from "node:fs";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

interface Stored {
  readonly type: string;
  readonly path: string;
  readonly base64: string;
}

const options = JSON.parse(readFileSync(process.argv[2] as string, "utf8"));
for (const worker of options.workers) {
  worker.modules = worker.modules.map(({ type, path, base64 }: Stored) => {
    return { type, path, contents: Uint8Array.from(Buffer.from(base64, "base64")) };
  });
}
const runtime = new Miniflare(convertV4MiniflareOptions(options));
const urls: Record<string, string> = {};
for (const { name } of options.workers) urls[name] = String(await runtime.unsafeGetDirectURL(name));
console.log(JSON.stringify(urls));
