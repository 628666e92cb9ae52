// Values that no counter can take: what JSON would lose or refuse, and objects that fight back.

/** Names and values, made afresh. */
export function hostileValues(): [name: string, value: unknown][] {
  const cycle: { self?: unknown } = {};
  cycle.self = [cycle];
  const fail = (): never => {
    throw new Error("trap");
  };
  return [
    ["undefined", undefined],
    ["NaN", Number.NaN],
    ["infinity", Number.NEGATIVE_INFINITY],
    ["a function", fail],
    ["a symbol", Symbol("s")],
    ["a bigint", 1n],
    ["a cycle", cycle],
    ["a Map", new Map([["a", 1]])],
    ["a Set", new Set([1])],
    ["an ArrayBuffer", new ArrayBuffer(4)],
    ["bytes", new Uint8Array(2)],
    ["an iterator", [1].values()],
    ["a promise", Promise.resolve(1)],
    ["an error", new Error("e")],
    ["a regular expression", /a/],
    ["what nests too deep for any stack", nested(50_000)],
    [
      "a getter that throws",
      {
        get bad() {
          return fail();
        },
      },
    ],
    ["a toJSON that throws", { toJSON: fail }],
    ["a toJSON that returns a function", { toJSON: () => fail }],
    ["a proxy whose traps throw", new Proxy({}, { get: fail, ownKeys: fail, has: fail })],
    ["a proxy that was revoked", revoked()],
  ];
}

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < depth; level++) value = { value };
  return value;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
