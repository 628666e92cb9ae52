// A description of the server as its tests read it: operations by route, and its schemas as a validator of their own.
import { Ajv2020 } from "ajv/dist/2020.js";

/** One operation, as far as tests look at it. */
export interface Described {
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: object;
    readonly content?: object;
    readonly example?: unknown;
  }[];
  readonly requestBody?: object;
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly headers?: object;
        readonly content?: Readonly<Record<string, unknown>>;
      }
    >
  >;
  readonly security?: readonly object[];
}

/** The operations by method and path: `GET /keys`. */
export function pathsOf(document: object): Readonly<Record<string, Described>> {
  const { paths } = document as { paths: Record<string, Record<string, Described>> };
  return Object.fromEntries(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, each]) => [`${method.toUpperCase()} ${path}`, each]),
    ),
  );
}

/** Validates values against what the description has for them. */
export interface Validator {
  isA(schema: string, value: unknown): boolean;
  /** What is wrong with an answer; nothing where it is as described. */
  faultsOf(route: string, status: number, type: string, value: unknown): string[];
}

/** Refuses a description whose schemas say what no validator knows. */
export function validatorOf(document: object): Validator {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  // As RFC 3339 has it; a package for this one would be larger than what it checks.
  const time = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
  ajv.addFormat("date-time", time);
  ajv.addFormat("binary", true);
  ajv.addVocabulary(["openapi", "info", "servers", "paths", "components", "example"]);
  ajv.addSchema(document, "server");
  const validate = (pointer: string, value: unknown): string[] => {
    const isRight = ajv.getSchema(`server#/${pointer}`);
    if (!isRight) return [`the description has no ${pointer}`];
    return isRight(value) ? [] : [ajv.errorsText(isRight.errors)];
  };
  return {
    isA: (schema, value) => validate(`components/schemas/${schema}`, value).length === 0,
    faultsOf(route, status, type, value) {
      const [method = "", path = ""] = route.split(" ");
      const at = [
        "paths",
        path,
        method.toLowerCase(),
        "responses",
        status,
        "content",
        type,
        "schema",
      ];
      return validate(
        at.map((step) => encodeURIComponent(step).replaceAll("%2F", "~1")).join("/"),
        value,
      );
    },
  };
}
