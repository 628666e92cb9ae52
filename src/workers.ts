// The door to Cloudflare Workers: what only their bundler and their runtime have.
export { fastHash } from "./workers/fast-hash.ts";
