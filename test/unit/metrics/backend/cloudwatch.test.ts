import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { cloudwatchBackend, cloudwatchBody } from "../../../../src/metrics/backend/cloudwatch.ts";
import { cloudwatchData } from "../../../../src/metrics/backend/cloudwatch-data.ts";
import { flushOf, gauges } from "../../../support/backend.ts";

const WHO = { region: "eu-west-1", accessKeyId: "AKID", secretAccessKey: "secret" };

describe("what CloudWatch is told", () => {
  test("is a form of data", () => {
    const aggregates = flushOf([{ type: "gauge", name: "g", values: [2], tags: ["a:b"] }]);
    const body = cloudwatchBody("StatsD", cloudwatchData(aggregates), aggregates.atMs);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      Action: "PutMetricData",
      Version: "2010-08-01",
      Namespace: "StatsD",
      "MetricData.member.1.MetricName": "stats.gauge.g",
      "MetricData.member.1.Timestamp": "1970-01-01T00:20:34.567Z",
      "MetricData.member.1.Value": "2",
      "MetricData.member.1.Unit": "None",
      "MetricData.member.1.Dimensions.member.1.Name": "a",
      "MetricData.member.1.Dimensions.member.1.Value": "b",
    });
  });

  test("is nothing that it would refuse", () => {
    const metrics = [
      { type: "gauge", name: "a", values: [Infinity] },
      { type: "gauge", name: "b", values: [1], tags: [":v", "k:"] },
    ] as const;
    const body = cloudwatchBody("StatsD", cloudwatchData(flushOf(metrics)), 0);
    expect(body).toContain("MetricData.member.1.MetricName=stats.gauge.b");
    expect(body).not.toMatch(/Infinity|Dimensions/);
  });
});

describe("a CloudWatch backend", () => {
  test("signs twenty data a request", async () => {
    const requests: { headers: Headers; body: string; url: string }[] = [];
    const backend = cloudwatchBackend({
      ...WHO,
      sessionToken: "token",
      fetch: async (input) => {
        const request = input as Request;
        const { headers, url } = request;
        requests.push({ headers, url, body: await request.text() });
        return new Response();
      },
    });
    await backend(gauges(21));
    const [first] = requests;
    expect(requests.map(({ body }) => body.split("MetricName=").length - 1)).toEqual([20, 1]);
    expect(first?.url).toBe("https://monitoring.eu-west-1.amazonaws.com/");
    expect(first?.headers.get("x-amz-security-token")).toBe("token");
    expect(first?.headers.get("authorization")).toBe(signatureOf(first?.headers, first?.body));
    expect(backend.counts?.()).toMatchObject({ sent: 2, seriesSent: 21 });
  });

  test.each([{ region: "" }, { accessKeyId: "" }, { secretAccessKey: "" }])(
    "refuses %j",
    (options) => {
      expect(() => cloudwatchBackend({ ...WHO, ...options })).toThrow(
        expect.objectContaining({ code: "bad-option" }),
      );
    },
  );
});

/** As AWS works it out. Source: AWS Signature Version 4. */
function signatureOf(headers = new Headers(), body = ""): string {
  const time = headers.get("x-amz-date") ?? "";
  const scope = `${time.slice(0, 8)}/eu-west-1/monitoring/aws4_request`;
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const names = "host;x-amz-date;x-amz-security-token";
  const canonical = [
    "POST",
    "/",
    "",
    "host:monitoring.eu-west-1.amazonaws.com",
    `x-amz-date:${time}`,
    "x-amz-security-token:token",
    "",
    names,
    hash(body),
  ].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>(
      (held, part) => createHmac("sha256", held).update(part).digest(),
      "AWS4secret",
    );
  const signature = createHmac("sha256", key)
    .update(["AWS4-HMAC-SHA256", time, scope, hash(canonical)].join("\n"))
    .digest("hex");
  return `AWS4-HMAC-SHA256 Credential=AKID/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}
