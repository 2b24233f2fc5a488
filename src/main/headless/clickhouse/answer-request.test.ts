import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { answerRequest } from "./answer-request.ts";
import { quoteLongNumbers } from "./ask.ts";
import type { ClickHouseTask, FromClickHouse } from "./messages.ts";
import { RecordedServer } from "./testing/recorded-server.ts";

const password = "not-to-be-seen";
const server = new RecordedServer();
let url: string;
beforeAll(async () => {
  url = await server.listen();
});
afterAll(() => server.close());
beforeEach(() => {
  server.asked.length = 0;
  server.fail = () => false;
});

const filter = { engines: [] };
const sql = (text: string): ClickHouseTask => ({ type: "sql", sql: text, maxRows: 10, timeoutMs: 5000 });
const spans: ClickHouseTask = { type: "spans", table: "otel_traces", filter, limit: null };
const lines: string[] = [];
const ask = async (task: ClickHouseTask, at = url): Promise<FromClickHouse> => {
  lines.length = 0;
  const address = { url: at, database: "default", username: "assay", password };
  const said = await answerRequest({ address, task }, new AbortController().signal, async (line) => void lines.push(line));
  expect(JSON.stringify(said)).not.toContain(password);
  return said;
};
const failed = async (task: ClickHouseTask, at?: string) => {
  const said = await ask(task, at);
  return "failed" in said ? said.failed : said;
};

describe("an answer", () => {
  it("has values as assay query has them: whole numbers exact, lists as JSON", async () => {
    expect(await ask(sql("SELECT values"))).toEqual({
      answer: {
        columns: expect.arrayContaining([{ name: "big", type: "UInt64" }]),
        rows: [["18446744073709551615", 42, 1.25, null, 'a"\\12345678901234567890', '{"k":1}', true, 1.5, null]],
        cut: null,
      },
    });
    expect(quoteLongNumbers('[-1234567890123456789,0.12345678901234567890,1e20,"1234567890123456789\\"1234567890123456789"]')).toBe(
      '["-1234567890123456789",0.12345678901234567890,1e20,"1234567890123456789\\"1234567890123456789"]',
    );
  });

  it("is asked for read-only, with a time limit, in one statement, as one user", async () => {
    await ask(sql("SELECT values;\n"));
    const [, asked] = server.asked;
    expect(Object.fromEntries(asked?.url.searchParams ?? [])).toMatchObject({ readonly: "1", max_execution_time: "5" });
    expect(asked?.sql).toBe("SELECT values\nFORMAT JSONCompactEachRowWithNamesAndTypes");
    expect(asked?.authorization).toBe(`Basic ${btoa(`assay:${password}`)}`);
  });

  it("comes without any setting for a user who may set nothing", async () => {
    server.fail = ({ sql: text }, response) => /getSetting/.test(text) && Boolean(response.end("1\n"));
    await ask({ type: "engines", table: "otel_traces", filter, maxRows: 10, timeoutMs: 5000 });
    expect(server.asked.flatMap(({ url: at }) => [...at.searchParams.keys()])).toEqual(["query_id", "query_id", "query_id"]);
  });

  it("is cut at the rows that are wanted", async () => {
    expect(await ask({ type: "engines", table: "otel_traces", filter, maxRows: 2, timeoutMs: 5000 })).toMatchObject({
      answer: { rows: { length: 2 }, cut: "rows" },
    });
  });
});

describe("spans", () => {
  it("are written as requests of OTLP", async () => {
    expect(await ask(spans)).toEqual({ written: { spans: 6, tooLong: 0 } });
    const [request] = lines.map((line) => JSON.parse(line).resourceSpans[0].scopeSpans[0].spans);
    expect(request[0]).toMatchObject({
      startTimeUnixNano: "1795701600000000005",
      endTimeUnixNano: "1795701601234567896",
      attributes: expect.arrayContaining([{ key: "llm.model_name", value: { stringValue: "phoenix" } }]),
    });
    expect(request.filter((span: { status?: { code: number } }) => span.status?.code === 2)).toHaveLength(1);
  });

  it("that came whole before the connection broke are written", async () => {
    server.fail = ({ sql: text }, response) => {
      if (!/AS traceId/.test(text)) return false;
      response.write('{"traceId":"a","spanId":"b","attributes":{}}\n{"traceId":"c', () => response.destroy());
      return true;
    };
    expect(await failed(spans)).toMatchObject({ code: "io", message: expect.stringContaining("ended in the middle") });
    expect(lines.join("")).toContain('"spanId":"b"');
    expect(lines.join("")).not.toContain('"traceId":"c');
  });
});

describe("a failure says what, where and what to do", () => {
  it("of the server, by its number", async () => {
    expect(await failed({ ...spans, table: "nope" })).toMatchObject({
      code: "not_found",
      where: url,
      fix: expect.stringMatching(/--table/),
    });
    server.fail = (_, response) => {
      server.send(response, "wrongPassword");
      return true;
    };
    expect(await failed(spans)).toMatchObject({ code: "permission", fix: expect.stringContaining("CLICKHOUSE_PASSWORD") });
  });

  it("after the first rows", async () => {
    expect(await failed(sql("SELECT throwIf(1)"))).toMatchObject({ code: "io", message: expect.stringMatching(/late.*code 395/) });
  });

  it("of a table that holds no spans, naming what it lacks", async () => {
    server.fail = ({ sql: text }, response) => {
      if (!/DESCRIBE/.test(text)) return false;
      response.end('["name","type"]\n["String","String"]\n["Timestamp","DateTime64(9)"]\n["SpanAttributes","JSON"]\n');
      return true;
    };
    expect(await failed(spans)).toMatchObject({ code: "refused", message: expect.stringContaining("no TraceId, SpanId, ParentSpanId") });
  });

  it("where nothing listens, and where a name is none", async () => {
    expect(await failed(spans, "http://127.0.0.1:1")).toMatchObject({ code: "io", message: expect.stringContaining("nothing listens") });
    expect(await failed(spans, "http://assay.invalid:8123")).toMatchObject({
      code: "io",
      message: expect.stringContaining("cannot be reached"),
    });
  });

  it("at a redirect, which is not followed", async () => {
    let visits = 0;
    const other = createServer((_, response) => {
      visits++;
      response.end("0\n");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    server.fail = (_, response) => Boolean(response.writeHead(302, { location }).end());
    expect(await failed(spans)).toMatchObject({ code: "io", message: expect.stringContaining("leads elsewhere") });
    other.close();
    expect(visits).toBe(0);
  });

  it("where something else answers", async () => {
    server.fail = (_, response) => Boolean(response.end("<html>welcome</html>\n"));
    expect(await failed(sql("SELECT 1"))).toMatchObject({ code: "io", message: expect.stringContaining("no ClickHouse") });
  });
});
