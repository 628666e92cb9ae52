// What a page without a bundler loads for its reports: files of dist, served below /lib/.
export const MODULES = ["index.js", "shared.js", "core/errors.js", "report/index.js"];
