import { describe, expect, test } from "vitest";
import { compile } from "../../../src/hash/wasm.ts";
import { xxh32 } from "../../../src/hash/xxh32.ts";

describe("compile", () => {
  test("gives the hash of its JavaScript twin", () => {
    const hash = compile();
    for (const text of ["", "a", "héllo, 日本語", "long ".repeat(10_000)]) {
      expect(hash?.(text)).toBe(xxh32(text));
    }
  });
});

describe("compile where WebAssembly is refused", () => {
  class Refused {
    constructor() {
      throw new WebAssembly.CompileError("blocked by the content security policy");
    }
  }

  test("gives nothing when the module does not compile, as in Chromium, Firefox and workerd", () => {
    const platform = { ...parts(), Module: Refused as unknown as typeof WebAssembly.Module };
    expect(compile(platform)).toBeUndefined();
  });

  test("gives nothing when the module may not be instantiated, as in WebKit", () => {
    const platform = { ...parts(), Instance: Refused as unknown as typeof WebAssembly.Instance };
    expect(compile(platform)).toBeUndefined();
  });

  test("gives nothing where there is no WebAssembly at all, as in lockdown mode", () => {
    const kept = globalThis.WebAssembly;
    try {
      Reflect.deleteProperty(globalThis, "WebAssembly");
      expect(compile()).toBeUndefined();
    } finally {
      Object.defineProperty(globalThis, "WebAssembly", {
        value: kept,
        configurable: true,
        writable: true,
      });
    }
  });

  function parts(): Pick<typeof WebAssembly, "Module" | "Instance"> {
    return { Module: WebAssembly.Module, Instance: WebAssembly.Instance };
  }
});
