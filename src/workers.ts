// The door to Cloudflare Workers: what only their bundler and their runtime have.
export { fastHash } from "./workers/fast-hash.ts";
export {
  type ObjectContext,
  TallyObject,
  type TallyObjectClass,
  type TallyObjectEnv,
  type TallyObjectOptions,
  tallyObject,
} from "./workers/tally-object.ts";
export { edgeTransport, type ObjectStub, objectTransport } from "./workers/transport.ts";
