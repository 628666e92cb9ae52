// As much of Cloudflare's module as is used: what ships does not depend on the types of a platform.
declare module "cloudflare:workers" {
  export class DurableObject<Env> {
    protected readonly ctx: unknown;
    protected readonly env: Env;
    constructor(ctx: unknown, env: Env);
  }
}
