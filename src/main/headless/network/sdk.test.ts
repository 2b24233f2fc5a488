import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cliPath, ensureBuilt } from "../testing/built-cli.ts";

/** The exporters of OpenTelemetry's own SDK, against a real `assay serve --ingest`. */

let folder: string;
let child: ChildProcess;
let url = "";
let headers: Record<string, string> = {};

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), "assay-sdk-"));
  child = spawn(process.execPath, [cliPath, "serve", "--workspace", join(folder, "w"), "--no-open", "--json", "--ingest"], {
    env: { ...process.env, ASSAY_HOME: join(folder, "state") },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { value } = await createInterface({ input: child.stdout as NodeJS.ReadableStream })
    [Symbol.asyncIterator]()
    .next();
  const { ingest } = JSON.parse(value as string);
  url = ingest.url;
  headers = { Authorization: `Bearer ${(await readFile(ingest.tokenFile, "utf8")).trim()}` };
});
afterAll(async () => {
  child.kill("SIGKILL");
  await once(child, "exit");
  await rm(folder, { recursive: true, maxRetries: 3 });
});

const exporters: [string, () => SpanExporter][] = [
  ["protobuf", () => new ProtobufExporter({ url: `${url}/v1/traces`, headers })],
  ["JSON", () => new JsonExporter({ url: `${url}/v1/traces`, headers })],
  ["protobuf, gzip", () => new ProtobufExporter({ url: `${url}/v1/traces`, headers, compression: "gzip" as never })],
];

it.each(exporters)("takes spans in %s: one execution a call, on disk when the flush has ended", async (how, create) => {
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: create() })] });
  const tracer = provider.getTracer("test");
  const outer = tracer.startSpan("invoke_agent", { attributes: { "gen_ai.operation.name": "invoke_agent" } }, ROOT_CONTEXT);
  const context = trace.setSpan(ROOT_CONTEXT, outer);
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": how,
    "gen_ai.usage.input_tokens": 12,
    "gen_ai.request.temperature": 0.5,
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Grüße, 你好"}]}]',
    "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Hello"}]}]',
  };
  const good = tracer.startSpan("chat", { attributes }, context);
  good.addEvent("gen_ai.evaluation.result", { "gen_ai.evaluation.score.value": 0.5 });
  good.end();
  const bad = tracer.startSpan("chat", { attributes: { ...attributes, "error.type": "timeout" } }, context);
  bad.setStatus({ code: SpanStatusCode.ERROR, message: "too late" });
  bad.end();
  outer.end();
  await provider.forceFlush();
  await provider.shutdown();
  const lines = (await readFile(join(folder, "w", "output", "events.jsonl"), "utf8")).trim().split("\n");
  const own = lines.map((line) => JSON.parse(line)).filter(({ engine_id }) => engine_id === how);
  const expected = { input: "Grüße, 你好", output: "Hello", task_id: good.spanContext().traceId };
  expect(own).toMatchObject([
    { ...expected, trace_id: good.spanContext().spanId, metrics: { success: true, input_tokens: 12, quality_score: 0.5 } },
    { ...expected, trace_id: bad.spanContext().spanId, status: "timeout", metrics: { success: false } },
  ]);
});

it("refuses an exporter without the token", async () => {
  const exporter = new ProtobufExporter({ url: `${url}/v1/traces` });
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  provider
    .getTracer("test")
    .startSpan("chat", { attributes: { "gen_ai.request.model": "no token" } })
    .end();
  await provider.forceFlush().catch(() => {});
  await provider.shutdown().catch(() => {});
  expect(await readFile(join(folder, "w", "output", "events.jsonl"), "utf8")).not.toContain("no token");
});
