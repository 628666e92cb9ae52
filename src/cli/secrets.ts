// Secrets of a config file: where they are in it, what hides them, and where they come from instead.

/** Members that hold one, or tables of them. */
const SECRET =
  /^(apiKey|credentials|accessKeyId|secretAccessKey|sessionToken|headers|customHeaders)$/;
const VARIABLE = /\$\{([A-Za-z_]\w*)\}/g;

/** The same with `***` in place of secrets, also of what addresses carry; names of variables stay. `path` leads there. */
export function hidden(value: unknown, path: readonly string[] = []): unknown {
  if (typeof value === "object" && value !== null) {
    return mapped(value, (member, name) => hidden(member, [...path, name]));
  }
  const text = String(value);
  if (path.some((step) => SECRET.test(step))) {
    return text.replace(VARIABLE, "") === "" ? value : "***";
  }
  // Of addresses: who asks, and what with.
  const shown = text.replace(/(\/\/)[^/?#]*(?=@)|([?&][^=&]*=)[^&]*/g, "$1$2***");
  return shown === text ? value : shown;
}

/** The same with the values of variables in place of `${DD_API_KEY}`. Throws, with the place, where one is not set. */
export function filled<T>(
  value: T,
  env: Readonly<Record<string, string | undefined>>,
  path: readonly string[] = [],
): T {
  if (typeof value !== "string") {
    return mapped(value, (member, name) => filled(member, env, [...path, name])) as T;
  }
  return value.replace(VARIABLE, (_, name: string) => {
    const said = env[name];
    if (said) return said;
    throw new Error(`${path.join(".")}: there is no variable ${name}`);
  }) as T;
}

function mapped(value: unknown, change: (member: unknown, name: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each, index) => change(each, String(index)));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([name, member]) => [name, change(member, name)]));
}
