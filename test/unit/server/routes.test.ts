import { describe, expect, test } from "vitest";
import { mapped, routes } from "../../../src/server/routes.ts";
import { ask } from "../../support/requests.ts";

const says = (text: string) => () => new Response(text);
const handler = routes({
  "GET /keys": says("keys"),
  "GET /controls": says("get"),
  "PUT /controls": says("put"),
  "POST /v1/update": says("update"),
  "POST /v1/update/*": says("update of one"),
  "GET /v1/*": says("the rest"),
  "OPTIONS /own": says("own options"),
});

test("a table is changed handler by handler, each with its route", async () => {
  const table = mapped({ "GET /a": says("a") }, (run, route) => async (request) => {
    return new Response(route + (await (await run(request)).text()));
  });
  expect((await ask(routes(table), "GET /a")).json).toBe("GET /aa");
});

describe("routes", () => {
  test.each([
    ["GET /keys", "keys"],
    ["GET /keys?range=1h", "keys"],
    ["PUT /controls", "put"],
    ["POST /v1/update", "update"],
    ["POST /v1/update/a-b-c", "update of one"],
    ["GET /v1/other/deep", "the rest"],
    ["OPTIONS /own", "own options"],
  ])("take %s to its handler", async (route, text) => {
    expect((await ask(handler, route)).json).toBe(text);
  });

  test.each(["GET /nothing", "GET /keys/", "GET /v1", "POST /Keys"])(
    "answer %s with 404",
    async (route) => {
      const { status, json } = await ask(handler, route);
      expect(status).toBe(404);
      expect(json).toEqual({ error: "no such path" });
    },
  );

  test.each([
    ["POST /keys", "GET, HEAD, OPTIONS"],
    ["DELETE /controls", "GET, HEAD, OPTIONS, PUT"],
    ["HEAD /v1/update", "OPTIONS, POST"],
  ])("answer %s with 405 and what is allowed", async (route, allow) => {
    const response = await ask(handler, route);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
  });

  test("answer HEAD like GET, without its body", async () => {
    const table = routes({
      "GET /a": () => new Response("long", { status: 203, headers: { "x-a": "1" } }),
    });
    const { status, headers, json } = await ask(table, "HEAD /a");
    expect([status, headers.get("x-a"), json]).toEqual([203, "1", ""]);
  });

  test("answer OPTIONS with the methods of the path", async () => {
    const { status, headers } = await ask(handler, "OPTIONS /controls");
    expect([status, headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, PUT"]);
  });

  test("answer 404 where the URL is none", async () => {
    const response = await handler({ method: "GET", url: "http://a b/" } as Request);
    expect(response.status).toBe(404);
  });
});

test("what no handler answered is finished, and what one did is not", async () => {
  const finish = (request: Request, response: Response) => {
    response.headers.set("x-finished", request.method);
    return response;
  };
  const handler = routes({ "GET /keys": says("keys") }, finish);
  const finished = async (route: string) => (await ask(handler, route)).headers.get("x-finished");
  expect(await finished("GET /nothing")).toBe("GET");
  expect(await finished("PUT /keys")).toBe("PUT");
  expect(await finished("OPTIONS /keys")).toBe("OPTIONS");
  expect(await finished("GET /keys")).toBeNull();
});
