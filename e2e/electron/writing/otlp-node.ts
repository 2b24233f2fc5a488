import { ROOT_CONTEXT } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";

// Sends calls of a model with OpenTelemetry's SDK for Node until SIGTERM; where to, the environment says. Prints the id of each span that was taken.
const exporter = new OTLPTraceExporter();
const told: SpanExporter = {
  export: (spans, done) =>
    exporter.export(spans, (result) => {
      if (result.code === 0) for (const span of spans) process.stdout.write(`${span.spanContext().spanId}\n`);
      done(result);
    }),
  forceFlush: () => exporter.forceFlush(),
  shutdown: () => exporter.shutdown(),
};
const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: told, scheduledDelayMillis: 200 })] });
const tracer = provider.getTracer("check");
const attributes = {
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "node-sdk",
  "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Grüße"}]}]',
};
const timer = setInterval(() => {
  for (let i = 0; i < 20; i++) tracer.startSpan("chat", { attributes }, ROOT_CONTEXT).end();
}, 20);
process.once("SIGTERM", () => {
  clearInterval(timer);
  void provider.shutdown().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
