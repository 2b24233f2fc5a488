import type { ModelDetails } from "./models.ts";

const digits = new Intl.NumberFormat("en-US");
const units = ["K", "M", "B", "T"];

/** A number of parameters as the field writes it, with three digits: 8030261312 → "8.03B". */
export function formatParameters(parameters: number): string {
  let value = parameters;
  let unit = "";
  for (const next of units) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${unit === "" ? value : Number(value.toPrecision(3))}${unit}`;
}

/** What a model's header says, the most telling first: "llama", "8.03B parameters", "Q4_K_M", "context 8,192". Empty when it says nothing. */
export function describeDetails(details: ModelDetails): string[] {
  const { architecture, parameters, quantization, contextTokens, tensors, license, producer, formatVersion } = details;
  return [
    architecture,
    parameters === undefined ? undefined : `${formatParameters(parameters)} ${parameters === 1 ? "parameter" : "parameters"}`,
    quantization,
    contextTokens === undefined ? undefined : `context ${digits.format(contextTokens)}`,
    tensors === undefined ? undefined : `${digits.format(tensors)} ${tensors === 1 ? "tensor" : "tensors"}`,
    license === undefined ? undefined : `licence ${license}`,
    producer,
    formatVersion,
  ].filter((part) => part !== undefined);
}
