/** The part of JSON Schema that inputs of questions use. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  anyOf?: readonly Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

/**
 * The fields of a question's input in lines: name, type and bounds, meaning; members of an object one step further in.
 * @param schema of an object.
 */
export function describeInput(schema: object, indent = "  "): string[] {
  const { properties = {}, required = [] } = schema as Schema;
  return Object.entries(properties).flatMap(([name, inner]) => [
    `${indent}${name}  ${describeType(inner)}${required.includes(name) ? ", needed" : ""}${inner.description === undefined ? "" : `  ${inner.description}`}`,
    ...describeInput(inner, `${indent}  `),
  ]);
}

function describeType(schema: Schema): string {
  const { type, const: only, enum: values, anyOf, items } = schema;
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (only !== undefined) return JSON.stringify(only);
  if (anyOf !== undefined) return anyOf.map(describeType).join(" | ");
  const bounds = [range(schema.minimum, schema.maximum, ""), range(schema.minLength, schema.maxLength, "characters")]
    .filter(Boolean)
    .join(", ");
  if (type === "array") return `list of ${describeType(items ?? {})}${schema.maxItems === undefined ? "" : `, at most ${schema.maxItems}`}`;
  return `${type ?? "any"}${bounds === "" ? "" : ` (${bounds})`}`;
}

function range(from: number | undefined, to: number | undefined, what: string): string {
  const unit = what === "" ? "" : ` ${what}`;
  if (to === undefined) return from === undefined || what !== "" ? "" : `${from} or more`;
  return from === undefined || (what !== "" && from === 0) ? `up to ${to}${unit}` : `${from} to ${to}${unit}`;
}
