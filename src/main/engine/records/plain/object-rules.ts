/**
 * Schemas of schemas/v1 as the scanner wants them: the members an object may have, each with its limits. Compiled
 * from the schema itself, so that it is said once; a keyword the scanner does not know makes a member one that it leaves to Ajv.
 */

interface JsonSchema {
  type?: string | readonly string[];
  const?: unknown;
  required?: readonly string[];
  properties?: Readonly<Record<string, JsonSchema>>;
  [keyword: string]: unknown;
}

export const memberTypes = { string: 0, integer: 1, number: 2, boolean: 3, object: 4, ajv: 5 } as const;
export type MemberType = (typeof memberTypes)[keyof typeof memberTypes];

export interface Member {
  key: Uint8Array;
  /** Where the scanner notes what it found: one slot for every member of the record, nested ones included. */
  slot: number;
  /** One bit of its object's members. */
  bit: number;
  type: MemberType;
  /** Of numbers. */
  minimum: number;
  maximum: number;
  /** Of strings, in bytes: a text of at most n bytes has at most n characters; what is longer is left to Ajv. */
  minBytes: number;
  maxBytes: number;
  object: ObjectRules | null;
}

export interface ObjectRules {
  members: readonly Member[];
  /** The bits of members that must be there. */
  required: number;
  /** By position: the member that stood there in the last object. Records of one producer look alike. */
  expected: (Member | null)[];
}

const annotations = new Set(["$schema", "$id", "title", "description"]);
const known: Record<string, ReadonlySet<string>> = {
  string: new Set(["type", "minLength", "maxLength"]),
  integer: new Set(["type", "minimum", "maximum"]),
  number: new Set(["type", "minimum", "maximum"]),
  boolean: new Set(["type"]),
  object: new Set(["type", "required", "properties"]),
};
const mostMembers = 30;

/** A constant number is a number between itself and itself. */
function withoutConst(schema: JsonSchema): JsonSchema {
  if (typeof schema.const !== "number") return schema;
  const { const: value, ...rest } = schema;
  return { ...rest, type: "number", minimum: value, maximum: value };
}

function typeOf(schema: JsonSchema): MemberType {
  const type = schema.type;
  if (typeof type !== "string") return memberTypes.ajv;
  const keywords = known[type];
  const knows = keywords !== undefined && Object.keys(schema).every((keyword) => annotations.has(keyword) || keywords.has(keyword));
  return knows ? memberTypes[type as keyof typeof memberTypes] : memberTypes.ajv;
}

const numberOf = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

/**
 * @param schema an object schema of draft-07.
 * @param alsoAjv names of members whose presence leaves the record to Ajv.
 * @returns the rules, and the slot of each member by its path ("metrics.success").
 */
export function compileObject(schema: JsonSchema, alsoAjv: readonly string[] = []): { rules: ObjectRules; slots: Map<string, number> } {
  const slots = new Map<string, number>();
  return { rules: compile(schema, "", alsoAjv, slots), slots };
}

function compile(schema: JsonSchema, path: string, alsoAjv: readonly string[], slots: Map<string, number>): ObjectRules {
  if (typeOf(schema) !== memberTypes.object)
    throw new Error(`The schema ${path || "of the record"} has keywords the scanner does not know.`);
  const properties = Object.entries(schema.properties ?? {}).map(([key, property]) => [key, withoutConst(property)] as const);
  const members = [...properties, ...alsoAjv.map((key) => [key, {} as JsonSchema] as const)].map(([key, property], index): Member => {
    slots.set(path + key, slots.size);
    const slot = slots.size - 1;
    const type = typeOf(property);
    return {
      key: Buffer.from(key, "utf8"),
      slot,
      bit: 1 << index,
      type,
      minimum: numberOf(property.minimum, Number.NEGATIVE_INFINITY),
      maximum: numberOf(property.maximum, Number.POSITIVE_INFINITY),
      minBytes: numberOf(property.minLength, 0),
      maxBytes: numberOf(property.maxLength, Number.POSITIVE_INFINITY),
      object: type === memberTypes.object ? compile(property, `${path}${key}.`, [], slots) : null,
    };
  });
  if (members.length > mostMembers) throw new Error(`The schema ${path} has more members than fit into one word of bits.`);
  const required = (schema.required ?? []).map((key) => 1 << properties.findIndex(([name]) => name === key));
  return { members, required: required.reduce((bits, bit) => bits | bit, 0), expected: [] };
}
