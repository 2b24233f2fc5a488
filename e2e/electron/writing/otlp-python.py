"""Sends calls of a model with OpenTelemetry's SDK for Python until SIGTERM; where to, the environment says. Prints the id of each span that was taken."""

import signal
import time

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult

running = True


def stop(_signal, _frame):
    global running
    running = False


class Told(OTLPSpanExporter):
    def export(self, spans):
        result = super().export(spans)
        if result is SpanExportResult.SUCCESS:
            for span in spans:
                print(format(span.get_span_context().span_id, "016x"), flush=True)
        return result


signal.signal(signal.SIGTERM, stop)
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(Told(), schedule_delay_millis=200))
tracer = provider.get_tracer("check")
attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "python-sdk",
    "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Grüße"}]}]',
}
while running:
    for _ in range(10):
        with tracer.start_as_current_span("chat", attributes=attributes):
            pass
    time.sleep(0.02)
provider.shutdown()
