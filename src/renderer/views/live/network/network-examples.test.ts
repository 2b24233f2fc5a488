import { expect, it } from "vitest";
import { listExamples } from "./network-examples.ts";

it("writes the address and the token where each tool reads them", () => {
  const { otel, curl, python } = Object.fromEntries(listExamples("http://127.0.0.1:4318", "s3cret").map(({ id, text }) => [id, text]));
  expect(otel).toContain("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318\n");
  // A space in a header's value is percent-encoded there (the W3C Baggage format).
  expect(otel).toContain("OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20s3cret");
  for (const text of [curl, python]) expect(text).toMatch(/127\.0\.0\.1:4318\/v1\/records[\s\S]*Bearer s3cret/);
});
