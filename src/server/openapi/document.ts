// The description of the server in OpenAPI 3.1, made out of the schemas of what it reads and answers.
import { MAX_FAILED_TRIES } from "../../core/access-limits.ts";
import { MAX_BODY_BYTES } from "../../core/limits.ts";
import { controlReplySchemas } from "../schema/control-replies.ts";
import { parameterName } from "../schema/fields.ts";
import { metricReplySchemas } from "../schema/metric-replies.ts";
import { replySchemas } from "../schema/replies.ts";
import { reportReplySchemas } from "../schema/report-replies.ts";
import * as z from "../schema/zod.ts";
import { cookieName } from "../session.ts";
import { BODIES } from "./bodies.ts";
import { BODY_EXAMPLES } from "./examples.ts";
import { FIELDS } from "./fields.ts";
import type { Operation, Refused } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { FIELD_NOTES, type Parameter } from "./parameters.ts";

type Part = Readonly<Record<string, unknown>>;

const REFUSALS: Readonly<Record<Refused, string>> = {
  400: "What was wrong, and where: `limit: must be a whole number …`.",
  401: "No token was shown, or none that is known.",
  403: "The token may only read, the app may not send, or another site's page asks.",
  408: "The body did not come in time.",
  409: "Somebody else was faster: nothing was changed.",
  413: "The body is too long.",
  415: "The body is of a type, or in an encoding, that is not taken.",
  429: "Too much came from there, or too many wrong tokens.",
  500: "Something went wrong inside.",
  503: "It was not stored, and is to be sent again.",
};
const TO_COME_BACK: ReadonlySet<Refused> = new Set([429, 503] as const);

/** The whole description. Where the server asks nobody for a token it says nothing of tokens. */
export function openapiDocument(isOpen: boolean): Part {
  const paths: Record<string, Record<string, Part>> = {};
  for (const [route, operation] of Object.entries(OPERATIONS)) {
    const [method = "", path = ""] = route.split(" ");
    paths[path] ??= {};
    paths[path][method.toLowerCase()] = operationOf(operation, isOpen);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "tallybeacon",
      version: "1",
      description: `A collector: updates, one-shot reports, pushed and tagged metrics in, what was counted out. Routes of reports, of pushes and of tagged metrics are there where the server takes any. On Workers any route may answer 503, with \`Retry-After\`. A body has at most ${MAX_BODY_BYTES} bytes, also unzipped. Lengths of texts are in UTF-16 code units.`,
    },
    servers: [{ url: "./" }],
    paths,
    components: {
      schemas: schemasOf(),
      ...(!isOpen && { securitySchemes: SECURITY }),
    },
  };
}

const SECURITY: Part = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: `An operator's token reads and changes, a reader's reads. After ${MAX_FAILED_TRIES} wrong ones an address waits.`,
  },
  cookie: {
    type: "apiKey",
    in: "cookie",
    name: cookieName(true),
    description: "By https, of a login.",
  },
  cookieByHttp: { type: "apiKey", in: "cookie", name: cookieName(false), description: "By http." },
};

function operationOf(operation: Operation, isOpen: boolean): Part {
  const {
    id,
    tag,
    says,
    who,
    isForAll = false,
    body,
    takes,
    example,
    parameters = [],
    fields = [],
    optional = [],
  } = operation;
  const isGuarded = who !== "anybody" && !isOpen;
  const { status = 200, answer, refusals, saysOf, refusedAs, isPlain = false } = operation;
  const all = new Set<Refused>(isGuarded ? [...refusals, 401, 429] : refusals);
  if (isGuarded && who === "operator") all.add(403);
  return {
    operationId: id,
    tags: [tag],
    summary: says.replace(/[.:].*/s, ""),
    description: says,
    parameters: [
      ...parameters,
      ...fields.map((field) => parameterOf(field, !optional.includes(field))),
    ],
    ...(body && { requestBody: bodyOf(body) }),
    ...(takes && { requestBody: { required: true, content: contentOf(takes, example) } }),
    responses: {
      [status]: {
        description: says,
        ...(Object.keys(answer).length > 0 && { content: contentOf(answer) }),
      },
      ...Object.fromEntries(
        [...all]
          .sort()
          .map((refused) => [refused, refusalOf(refused, isPlain, saysOf?.[refused], refusedAs)]),
      ),
    },
    ...(!isOpen && {
      security: isGuarded
        ? [...(isForAll ? [{}] : []), ...Object.keys(SECURITY).map((name) => ({ [name]: [] }))]
        : [],
    }),
  };
}

function parameterOf(field: keyof typeof FIELDS, isHere: boolean): Parameter {
  const [description, example] = FIELD_NOTES[field];
  const schema = schemaOf(FIELDS[field]);
  const isRequired = isHere && !FIELDS[field].safeParse(undefined).success;
  return {
    name: parameterName(field),
    in: "query",
    description,
    ...(isRequired && { required: true }),
    // Its text is JSON, and not the texts that OpenAPI makes of values otherwise.
    ...(field === "member"
      ? { content: { "application/json": { schema, example } } }
      : { schema, example }),
  };
}

function bodyOf(name: keyof typeof BODIES): Part {
  const content = { schema: refTo(name), example: BODY_EXAMPLES[name] };
  return { required: true, content: { "application/json": content } };
}

function contentOf(answer: Operation["answer"], example?: string): Part {
  const contents = Object.entries(answer).map(([type, names]) => {
    const [first, ...others] = names.map(refTo);
    const schema = others.length > 0 ? { anyOf: [first, ...others] } : (first ?? UNTOLD[type]);
    return [type, { schema: schema ?? { type: "string" }, ...(example && { example }) }];
  });
  return Object.fromEntries(contents);
}

/** What has no schema, where it is no text. */
const UNTOLD: Readonly<Record<string, Part>> = {
  "application/json": {},
  "application/x-protobuf": { type: "string", format: "binary" },
  "application/vnd.google.protobuf": { type: "string", format: "binary" },
};

function refusalOf(
  status: Refused,
  isPlain: boolean,
  says = REFUSALS[status],
  schema = "Refusal",
): Part {
  const text = { "text/plain": { schema: { type: "string" } } };
  const isText = isPlain && (status === 400 || status === 500);
  const seconds = { description: "When to come back, in seconds.", schema: { type: "integer" } };
  return {
    description: says,
    ...(TO_COME_BACK.has(status) && { headers: { "Retry-After": seconds } }),
    content: isText ? text : { "application/json": { schema: refTo(schema) } },
  };
}

function refTo(name: string): Part {
  return { $ref: `#/components/schemas/${name}` };
}

/** Replies as they are sent, bodies as they may come: with members that nobody knows. */
function schemasOf(): Part {
  return {
    ...named(
      {
        ...replySchemas(),
        ...controlReplySchemas(),
        ...reportReplySchemas(),
        ...metricReplySchemas(),
      },
      "output",
    ),
    ...named(BODIES, "input"),
  };
}

function named(schemas: Readonly<Record<string, z.ZodMiniType>>, io: "input" | "output"): Part {
  const names = z.registry<{ readonly id: string }>();
  for (const [id, schema] of Object.entries(schemas)) names.add(schema, { id });
  const made = z.toJSONSchema(names, { ...HOW, io, uri: (id) => refTo(id)["$ref"] as string });
  return Object.fromEntries(Object.entries(made.schemas).map(([id, each]) => [id, bare(each)]));
}

function schemaOf(schema: z.ZodMiniType): Part {
  return bare(z.toJSONSchema(schema, { ...HOW, io: "output" }));
}

const HOW = {
  // Any JSON, or what `z.told` tells.
  unrepresentable: "any",
  override({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: object }) {
    Object.assign(jsonSchema, z.told.get(zodSchema)?.as);
    // That lists are not for writing is our own affair.
    Reflect.deleteProperty(jsonSchema, "readOnly");
  },
} as const;

/** Without the names that a schema has by itself: here it stands in a document. */
function bare({ $schema: _dialect, $id: _name, ...schema }: Part): Part {
  return schema;
}
