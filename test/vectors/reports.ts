// The report vectors: what Metriton's client and its relatives did, and where ours differs on purpose.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import type { Data } from "../../src/core/json.ts";
import {
  METRITON_BETA_ENDPOINT,
  METRITON_ENDPOINT,
  type Report,
  type ReportReply,
} from "../../src/core/report.ts";
import { fileInstallId } from "../../src/node/install-id.ts";
import { endpointFromEnv, isOptedOut } from "../../src/node/report-env.ts";
import { createReporter, type ReporterOptions } from "../../src/report/reporter.ts";
import type { Decision, FileRunner, RowResult } from "./rows.ts";

/** Where we differ from what was recorded, by rule. */
export const reportsDecisions: readonly Decision[] = [
  {
    rule: "An answer of 400 and above is an error, `status`, whatever its body; nothing of it is taken over but `disable_scout`.",
    why: "reports.md, defect 3: an error page is no news of a release",
  },
  {
    rule: "A redirect is no answer.",
    why: "reports.md, defect 13: a POST that became a GET would count as a success",
  },
  {
    rule: "`disable_scout` counts beside a bad member, and for all reporters of the application at that endpoint.",
    why: "reports.md, defect 8",
  },
  {
    rule: "No notices are an empty list, never null.",
    why: "JavaScript has no nil list",
  },
  {
    rule: "Texts of errors are ours; their codes tell which they are.",
    why: "the recorded ones are Go's",
  },
  {
    rule: "Bodies are compact, and metadata in no order.",
    why: "reports.md, defect 14: the same JSON",
  },
  {
    rule: "Application, version, endpoint and id are looked at when a reporter is made; an empty id is none.",
    why: "set-up errors throw at the call; reports.md, defect 6",
  },
  {
    rule: "There is no InstallID() to ask, and no bare Send: reports ask for the id, and have metadata.",
    why: "one function does it; `{}` says as much as null",
  },
  {
    rule: "`new_install` is true in the first report that succeeds, over processes, and false in all others.",
    why: "reports.md, defect 7: installs can be counted by it",
  },
  {
    rule: "Who has opted out is asked for no id, and has no file.",
    why: "reports.md, defect 1",
  },
  {
    rule: "`SCOUT_DISABLE` opts out unless it is empty, 0, false, no or off, in any case.",
    why: "reports.md, defect 2: what says no is no opt-out, and what nobody understands is one",
  },
  {
    rule: "The endpoint of the environment is plain http only where SCOUT_HTTPS says no.",
    why: "reports.md, defect 9",
  },
  {
    rule: "The default hosts are those from v2.1.0 on.",
    why: "those before are gone",
  },
  {
    rule: "An id in a file is trimmed, and blank is none.",
    why: "reports.md, defect 6",
  },
  {
    rule: "What is made is its owner's alone: folders 0700, files 0600.",
    why: "reports.md, defect 12",
  },
  {
    rule: "A file id.new lies beside the id until a report has succeeded.",
    why: "reports.md, defect 7: otherwise a first report that fails would leave nobody to tell",
  },
  {
    rule: "Where there is no id there is no report.",
    why: "Telepresence sends zeros; what many share tells nobody apart",
  },
];

type Row = Readonly<Record<string, unknown>>;

interface Call {
  readonly metadata?: Data | string | null;
  readonly response?: Partial<Record<keyof ReportReply, unknown>> | null;
  readonly error?: string | null;
  readonly "InstallID()"?: string;
}

interface Played {
  readonly status: number;
  readonly body: string;
  readonly content_type?: string;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly reply: Played;
}

interface ClientRow {
  readonly name: string;
  readonly calls: readonly Call[];
  readonly requests?: readonly Request[] | null;
  readonly base_metadata?: Data;
  readonly disabled_afterwards?: boolean;
}

/** By file name without ending. */
export const reportsFiles: Readonly<Record<string, FileRunner>> = {
  "reports-go-client": (file) => clientFile((file as { cases: ClientRow[] }).cases),
  "reports-env": envFile,
  "reports-install-id": installIdFile,
};

/** A server that plays what it is told next, and keeps what it heard. */
interface Server {
  readonly url: string;
  next: Played;
  heard: {
    method: string;
    path: string;
    type: string | undefined;
    report: Report;
    members: string[];
  }[];
}

const NOTHING: Played = { status: 200, body: "" };

async function clientFile(rows: readonly ClientRow[]): Promise<RowResult[]> {
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const { method = "", url = "", headers } = req;
    const path = url.replace(/\?.*/, "");
    const report = JSON.parse(await text(req)) as Report;
    const members = Object.keys(report);
    server.heard.push({ method, path, type: headers["content-type"], report, members });
    const { status, body, content_type } = server.next;
    if (content_type) res.setHeader("content-type", content_type);
    if (status >= 300 && status < 400) res.setHeader("location", "/moved");
    res.writeHead(status).end(body);
  };
  const http = createServer((req, res) => void answer(req, res)).listen(0, "127.0.0.1");
  await new Promise((resolve) => http.once("listening", resolve));
  const { port } = http.address() as AddressInfo;
  const server: Server = { url: `http://127.0.0.1:${port}`, next: NOTHING, heard: [] };
  try {
    return await checkAll(
      rows.map((row) => [row.name, () => playRow(row, server)]),
      () => {
        server.heard = [];
        server.next = NOTHING;
      },
    );
  } finally {
    http.close();
    http.closeAllConnections();
  }
}

let count = 0;

/** A reporter as the recording had it; each row reports elsewhere, as what is told of one endpoint stays true. */
function optionsOf(row: ClientRow, server: Server): ReporterOptions {
  const first = JSON.parse(row.requests?.[0]?.body ?? "{}") as Partial<Report>;
  const path = row.requests?.[0]?.path ?? "/scout";
  return {
    application: first.application ?? "myapp",
    version: first.version ?? "1.2.3",
    installId: first.install_id ?? "11111111-2222-3333-4444-555555555555",
    endpoint: `${server.url}${path}?${++count}`,
    metadata: row.base_metadata ?? {},
    enabled: () => true,
  };
}

async function playRow(row: ClientRow, server: Server): Promise<void> {
  const requests = answered(row.requests ?? []);
  const flags = requests.map(({ body }) => (JSON.parse(body) as Report).metadata?.["new_install"]);
  if (row.calls.some(({ error }) => /may not be/.test(error ?? ""))) {
    return validationRow(row, requests, server);
  }
  if (flags.some((flag) => flag !== undefined)) return newInstallRow(row, requests, server);
  const options = optionsOf(row, server);
  const report = createReporter(options);
  const local = localReply(options.version);
  let isOff = false;
  let wasOff = false;
  for (const call of row.calls) {
    const unsent = fault(call);
    const request = wasOff || unsent ? undefined : requests.shift();
    if (!request && !wasOff && !unsent) throw new Error("no request was recorded for a call");
    server.next = request?.reply ?? NOTHING;
    server.heard = [];
    const made = unsent?.elsewhere
      ? createReporter({ ...options, endpoint: unsent.elsewhere })
      : report;
    const { metadata } = call;
    const outcome = await made(
      typeof metadata === "string" ? { a: Number.NaN } : (metadata ?? {}),
      unsent?.signal,
    ).catch((error: { code: string }) => error.code);
    equal(outcome, isOff ? local : (unsent?.code ?? expected(call, server.next, local)));
    equal(server.heard, isOff || !request ? [] : [asHeard(request)]);
    if (!isOff) isOff = saysOff(server.next.body);
    wasOff ||= call.response?.disable_scout === true;
  }
  equal(isOff, isOff || row.disabled_afterwards === true);
  server.next = NOTHING;
  server.heard = [];
  await report();
  equal(server.heard.length, isOff ? 0 : 1);
}

/** Without those that only followed a redirect. */
function answered(requests: readonly Request[]): Request[] {
  return requests.filter((_, index) => {
    const { status } = requests[index - 1]?.reply ?? NOTHING;
    return status < 300 || status >= 400;
  });
}

/** Why a call was recorded to fail before an answer came, if it did; where it went, and who called it off. */
function fault(call: Call): { code: string; elsewhere?: string; signal?: AbortSignal } | undefined {
  if (typeof call.metadata === "string") return { code: "bad-value" };
  if (/context (canceled|deadline)/.test(call.error ?? "")) {
    return { code: "stopped", signal: AbortSignal.abort() };
  }
  // Nobody listens there, and nobody may.
  if (/dial|connect/.test(call.error ?? "")) {
    return { code: "network", elsewhere: "http://127.0.0.1:1/scout" };
  }
  return undefined;
}

/** A whole answer, or the code of the error. */
function expected(call: Call, { status, body }: Played, local: ReportReply): unknown {
  if (status >= 400) return "status";
  if (status >= 300) return "network";
  if (call.error) return "reply";
  // A bare Send answers nil where nothing was said.
  if (body === "") return local;
  return { ...call.response, notices: call.response?.notices ?? [] };
}

function localReply(version: string): ReportReply {
  const no = { notices: [], hard_limit: false, disable_scout: false };
  return { application: "", latest_version: version, ...no };
}

function saysOff(body: string): boolean {
  try {
    return Object.entries(JSON.parse(body) as object).some(
      ([name, value]) => name.toLowerCase() === "disable_scout" && value === true,
    );
  } catch {
    return false;
  }
}

/** A recorded request as ours arrives: its members in the same order, its metadata in any. */
function asHeard({ method, path, body }: Request): Server["heard"][number] {
  const recorded = JSON.parse(body) as Report;
  const report = { ...recorded, metadata: recorded.metadata ?? {} };
  return { method, path, type: "application/json", report, members: Object.keys(recorded) };
}

/** What is missing is told when a reporter is made; an id that could not be had is asked for again. */
async function validationRow(row: ClientRow, requests: Request[], server: Server): Promise<void> {
  const options = optionsOf(row, server);
  const id = row.calls.find((call) => call["InstallID()"] !== undefined)?.["InstallID()"] ?? "";
  let calls = 0;
  const installId = async () => {
    calls += 1;
    if (calls === 1) throw new Error("no id");
    return { id, isNew: false };
  };
  const report = createReporter({ ...options, installId });
  for (const { error, "InstallID()": asked } of row.calls) {
    if (asked !== undefined) continue;
    const [, field] = /Reporter\.(\w+) may not be/.exec(error ?? "") ?? [];
    const empty = { Application: "application", Version: "version", GetInstallID: "installId" };
    if (field) {
      refuses({ ...options, [empty[field as keyof typeof empty]]: "" });
    } else if (error) {
      equal(await report().catch(({ code }) => code), "source");
    } else {
      const request = requests.shift() as Request;
      const recorded = JSON.parse(request.body) as Report;
      if (recorded.install_id === "") {
        refuses({ ...options, installId: "" });
        continue;
      }
      server.next = request.reply;
      server.heard = [];
      equal(await report(), localReply(options.version));
      equal(server.heard[0]?.report, { ...recorded, metadata: { new_install: false } });
    }
  }
  equal(calls, 2);
}

function refuses(options: ReporterOptions): void {
  let code: string | undefined;
  try {
    createReporter(options);
  } catch (error) {
    code = (error as { code?: string }).code;
  }
  equal(code, "bad-option");
}

/** The flag is true in the first report that succeeds; a process begins where it was recorded to become false. */
async function newInstallRow(row: ClientRow, requests: Request[], server: Server): Promise<void> {
  await inHome(async (home) => {
    const { installId: recordedId, ...options } = optionsOf(row, server);
    const recorded = requests.map(({ body }) => JSON.parse(body) as Report);
    const isOld = recorded[0]?.metadata["new_install"] === false;
    if (isOld) put(join(home, ".config", options.application, "id"), String(recordedId));
    const start = () => {
      const installId = fileInstallId(options.application, { env: { HOME: home } });
      return createReporter({ ...options, installId });
    };
    let report = start();
    let isTold = isOld;
    const ids = new Set<string>();
    for (const [index, call] of row.calls.entries()) {
      const [before, flag] = [index - 1, index].map(
        (at) => recorded[at]?.metadata["new_install"] ?? false,
      );
      if (before && !flag) report = start();
      server.next = requests[index]?.reply ?? NOTHING;
      server.heard = [];
      const metadata = (call.metadata ?? {}) as Data;
      const outcome = await report(metadata).catch(() => undefined);
      const [{ report: sent }] = server.heard as [Server["heard"][number]];
      const { install_id, ...rest } = sent;
      ids.add(install_id);
      const { install_id: _, ...others } = recorded[index] as Report;
      equal(rest, { ...others, metadata: { ...others.metadata, new_install: !isTold } });
      if (outcome) isTold = true;
    }
    equal(ids.size, 1);
  });
}

async function envFile(file: unknown): Promise<RowResult[]> {
  const { go_client_opt_out, python_client_opt_out, endpoints } = file as Record<string, Row[]>;
  const urls = (endpoints ?? {}) as unknown as Record<string, string | Row[]>;
  const named = (start: string) => Object.entries(urls).find(([name]) => name.startsWith(start));
  const host = String(named("default_host")?.[1] ?? new URL(METRITON_ENDPOINT).host);
  const beta = String(named("beta_from")?.[1] ?? METRITON_BETA_ENDPOINT);
  const fromEnv = Object.entries(urls).flatMap(([, rows]) => (Array.isArray(rows) ? rows : []));
  return checkAll([
    ...[...(go_client_opt_out ?? []), ...(python_client_opt_out ?? [])].map(
      (row): Check => [`${row["variable"]}=${row["value"]}`, () => optOutRow(row)],
    ),
    ["default endpoint", async () => equal(METRITON_ENDPOINT, urls["default"])],
    ["beta endpoint", async () => equal(METRITON_BETA_ENDPOINT, beta)],
    ["default host", async () => equal(new URL(METRITON_ENDPOINT).host, host)],
    ...fromEnv.map(
      (row): Check => [
        `${row["SCOUT_HOST"]} ${row["SCOUT_HTTPS"]} → ${row["endpoint"]}`,
        async () => endpointRow(row, host),
      ],
    ),
  ]);
}

const NO = ["0", "false", "no", "off"];
const wordOf = (value: unknown) => String(value).trim().toLowerCase();

/** Two calls of one reporter; the decision falls when the program starts. */
async function optOutRow(row: Row): Promise<void> {
  const word = wordOf(row["value"]);
  const isOurs = row["variable"] !== "SCOUT_DISABLE";
  const isOut = isOurs ? row["disabled"] === true : row["value"] !== "" && !NO.includes(word);
  const isEnabled = !isOptedOut({ [String(row["variable"])]: String(row["value"]) });
  let requests = 0;
  let asked = 0;
  const report = createReporter({
    application: "myapp",
    version: "1.2.3",
    endpoint: "https://reports.example/scout",
    enabled: () => isEnabled,
    installId: async () => ({ id: `id-${++asked}`, isNew: false }),
    fetch: async () => {
      requests += 1;
      return new Response();
    },
  });
  await report();
  await report();
  equal([requests, asked], isOut ? [0, 0] : [2, 1]);
}

function endpointRow(row: Row, host: string): void {
  const isPlain = ["f", ...NO].includes(wordOf(row["SCOUT_HTTPS"]));
  const url = `http${isPlain ? "" : "s"}://${row["SCOUT_HOST"] || host}/scout`;
  equal(endpointFromEnv(row as Record<string, string>), url);
}

async function installIdFile(file: unknown): Promise<RowResult[]> {
  const { go_client, telepresence_cases } = file as Record<string, Row[]>;
  return checkAll([
    ...(go_client ?? []).map((row): Check => [String(row["case"]), () => fileRow(row)]),
    ["called by itself", () => inHome(async (HOME) => void (await idIn({ HOME })()))],
    ...(telepresence_cases ?? []).map(
      (row): Check => [String(row["name"]), () => telepresenceRow(row)],
    ),
  ]);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const idIn = (env: Record<string, string>) => fileInstallId("myapp", { env });

/** What was there before is what is there afterwards, but for the id that was made. */
async function fileRow(row: Row): Promise<void> {
  const after = Object.entries(row["files_afterwards"] as Record<string, { content: string }>);
  const error = row["error"] as string | undefined;
  const isMade = (content: string) => content.startsWith("<");
  await inHome(async (home) => {
    const at = (path: string) => path.replace("$HOME", home);
    for (const [path, { content }] of after) if (!isMade(content)) put(at(path), content);
    const [, faulty] = /(\$HOME\S*)(?=:)/.exec(error ?? "") ?? [];
    if (/is a directory/.test(error ?? "")) mkdirSync(at(String(faulty)), { recursive: true });
    const own = after.find(([, { content }]) => isMade(content) || content === row["install_id"]);
    const path = faulty ?? own?.[0];
    const env: Record<string, string> = path ? { HOME: home } : {};
    // An error may name a folder on the way.
    const [folder = "$HOME/.config"] = /^.*(?=\/myapp\b)|^.+/.exec(path ?? "") ?? [];
    if (folder !== "$HOME/.config") env["XDG_CONFIG_HOME"] = at(folder);
    if (error) {
      equal(await idIn(env)().catch(({ code }) => code), "storage");
    } else {
      const { id, isNew } = await idIn(env)();
      const kept = String(row["install_id"]).trim();
      const isFresh = isMade(kept) || kept === "";
      equal([id, isNew], [isFresh ? UUID.exec(id)?.[0] : kept, isFresh]);
      equal(readFileSync(at(String(path)), "utf8").trim(), id);
      const mode = statSync(at(String(path))).mode & 0o777;
      if (isFresh) equal(mode, 0o600);
    }
    for (const [name, { content }] of after) {
      if (!isMade(content) && content.trim()) equal(readFileSync(at(name), "utf8"), content);
    }
  });
}

/** Four places, as Telepresence has them. */
async function telepresenceRow(row: Row): Promise<void> {
  await inHome(async (home) => {
    const at = (path: string) => join(home, ...path.split(/[\\/]/));
    for (const [path, content] of Object.entries(row["files"] as Record<string, string>)) {
      put(at(path), content);
    }
    const { XDG_CONFIG_HOME = "$HOME/.config" } = (row["env"] ?? {}) as Record<string, string>;
    const xdg = XDG_CONFIG_HOME.replace("$HOME", home);
    const own = { darwin: at("Library/Application Support"), windows: at("AppData/Roaming") };
    const former = {
      edgectl: join(xdg, "edgectl/id"),
      "telepresence-1": at(".config/telepresence/id"),
      "telepresence-2<2.1": join(xdg, "telepresence2/id"),
    };
    const env = { XDG_CONFIG_HOME: own[row["os"] as keyof typeof own] ?? xdg };
    const found = await fileInstallId("telepresence", { env, former })().catch(({ code }) => code);
    const { new_install, install_id_error, ...metadata } = row["metadata"] as Data;
    if (install_id_error !== undefined) return equal(found, "storage");
    const isFresh = String(row["install_id"]).startsWith("<");
    const id = isFresh ? UUID.exec(found.id)?.[0] : row["install_id"];
    const { told: _, ...rest } = found;
    equal(rest, { id, isNew: new_install, metadata });
    const after = (row["files_afterwards"] ?? {}) as Record<string, string>;
    for (const [path, content] of Object.entries(after)) {
      equal(readFileSync(at(path), "utf8"), content.startsWith("<") ? id : content);
    }
  });
}

function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

async function inHome(run: (home: string) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "tallybeacon-"));
  try {
    await run(home);
  } finally {
    rmSync(home, { recursive: true });
  }
}

type Check = readonly [name: string, check: () => Promise<void>];

async function checkAll(checks: readonly Check[], before = (): void => {}): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const [name, check] of checks) {
    before();
    try {
      await check();
      results.push({ name, ok: true });
    } catch (error) {
      results.push({ name, ok: false, detail: (error as Error).message });
    }
  }
  return results;
}

function equal(found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(`want ${JSON.stringify(wanted)}, got ${JSON.stringify(found)}`);
}
