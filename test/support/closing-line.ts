// A Vitest reporter: every run ends in `N passed, N failed`, alone on the last line.
import type { Reporter, TestModule } from "vitest/node";

/**
 * Counts tests. Also failed: a file or suite that breaks outside its tests, an error nobody awaited, and a
 * skipped test unless the caller picked by name (`-t`), because what is skipped proves nothing.
 */
export function closingLine(): Reporter {
  let passed = 0;
  let failed = 0;
  let picking = false;
  return {
    onInit(vitest) {
      picking = vitest.config.testNamePattern !== undefined;
      // At exit, so that no other reporter, warning or log can come after it.
      process.once("exit", (code) => {
        if (code !== 0 && failed === 0) failed = 1;
        if (failed > 0) process.exitCode = 1;
        process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      passed = modules.reduce((sum, module) => sum + count(module, "passed"), 0);
      failed = modules.reduce(
        (sum, module) => sum + broken(module, picking),
        unhandledErrors.length,
      );
    },
  };
}

function count(module: TestModule, state: "passed" | "failed" | "skipped"): number {
  return [...module.children.allTests(state)].length;
}

function broken(module: TestModule, picking: boolean): number {
  const groups = [module, ...module.children.allSuites()];
  return (
    count(module, "failed") +
    (picking ? 0 : count(module, "skipped")) +
    groups.filter((group) => group.errors().length > 0).length
  );
}
