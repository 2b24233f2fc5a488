"""Sends calls of a model with OpenTelemetry's own SDK; where to, and with which token, the environment says, as Live shows it."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

CALLS = 1000

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracer = provider.get_tracer("check")
with tracer.start_as_current_span("invoke_agent", attributes={"gen_ai.operation.name": "invoke_agent"}):
    for i in range(CALLS):
        attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "python",
            "gen_ai.usage.input_tokens": i,
            "gen_ai.response.finish_reasons": ["stop"],
            "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Grüße"}]}]',
        }
        with tracer.start_as_current_span("chat python", attributes=attributes) as span:
            if i == 0:
                span.add_event("gen_ai.evaluation.result", {"gen_ai.evaluation.score.value": 0.5})
        # The processor's queue holds 2048 spans.
        if i % 500 == 499:
            provider.force_flush()
provider.force_flush()
provider.shutdown()
print(CALLS)
