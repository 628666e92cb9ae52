// A collector as a process of its own, whose pages are written by the tests that visit them.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Handler } from "../../src/core/ports.ts";
import { serve } from "../../src/node.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    data: { type: "string", default: "" },
    interval: { type: "string", default: "3600000" },
  },
});

/** What a request's own address asks for; answers as late as its `delay` (ms) says. */
async function asked(request: Request): Promise<URLSearchParams> {
  const words = new URL(request.url).searchParams;
  await new Promise((resolve) => setTimeout(resolve, Number(words.get("delay"))));
  return words;
}

const echo: Handler = async (request) => {
  const words = await asked(request);
  const policy = words.get("csp");
  const type = words.get("type") ?? "text/html; charset=utf-8";
  return new Response(words.get("body"), {
    headers: { "content-type": type, ...(policy ? { "content-security-policy": policy } : {}) },
  });
};

const script =
  (name: string): Handler =>
  async (request) => {
    await asked(request);
    const text = readFileSync(new URL(`../../dist/${name}`, import.meta.url));
    return new Response(text, { headers: { "content-type": "text/javascript" } });
  };

const { url } = await serve({
  port: Number(values.port),
  dataFolder: values.data,
  intervalMs: Number(values.interval),
  onError: console.error,
  routes: {
    "GET /favicon.ico": () => new Response(null, { status: 204 }),
    "GET /echo/*": echo,
    "POST /echo/*": echo,
    "GET /tallybeacon.js": script("tallybeacon.js"),
    "GET /tallybeacon-hash.js": script("tallybeacon-hash.js"),
  },
});
console.log(url);
