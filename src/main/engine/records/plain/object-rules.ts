/**
 * A schema of schemas/v1 in the form the scanner uses: the members an object may have, with their limits. Compiled from the schema itself;
 * a member with a keyword unknown to the scanner is left to Ajv.
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
  /** Where the scanner stores what it found: one slot for each member of the record, nested ones included. */
  slot: number;
  /** Its bit among its object's members. */
  bit: number;
  type: MemberType;
  /** Of numbers. */
  minimum: number;
  maximum: number;
  /** Limits of strings, in bytes: n bytes are at most n characters; longer strings are left to Ajv. */
  minBytes: number;
  maxBytes: number;
  object: ObjectRules | null;
}

export interface ObjectRules {
  members: readonly Member[];
  /** Bits of the required members. */
  required: number;
  /** The member seen at each position of the last object: records of one producer look alike. */
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
const maxMembers = 30;

/** A constant number becomes a range of one number. */
function withoutConst(schema: JsonSchema): JsonSchema {
  if (typeof schema.const !== "number") return schema;
  const { const: value, ...rest } = schema;
  return { ...rest, type: "number", minimum: value, maximum: value };
}

function toMemberType(schema: JsonSchema): MemberType {
  const type = schema.type;
  if (typeof type !== "string") return memberTypes.ajv;
  const keywords = known[type];
  const knows = keywords !== undefined && Object.keys(schema).every((keyword) => annotations.has(keyword) || keywords.has(keyword));
  return knows ? memberTypes[type as keyof typeof memberTypes] : memberTypes.ajv;
}

const toNumber = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

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
  if (toMemberType(schema) !== memberTypes.object)
    throw new Error(`The schema ${path || "of the record"} has keywords the scanner does not know.`);
  const properties = Object.entries(schema.properties ?? {}).map(([key, property]) => [key, withoutConst(property)] as const);
  const members = [...properties, ...alsoAjv.map((key) => [key, {} as JsonSchema] as const)].map(([key, property], index): Member => {
    slots.set(path + key, slots.size);
    const slot = slots.size - 1;
    const type = toMemberType(property);
    return {
      key: Buffer.from(key, "utf8"),
      slot,
      bit: 1 << index,
      type,
      minimum: toNumber(property.minimum, Number.NEGATIVE_INFINITY),
      maximum: toNumber(property.maximum, Number.POSITIVE_INFINITY),
      minBytes: toNumber(property.minLength, 0),
      maxBytes: toNumber(property.maxLength, Number.POSITIVE_INFINITY),
      object: type === memberTypes.object ? compile(property, `${path}${key}.`, [], slots) : null,
    };
  });
  if (members.length > maxMembers) throw new Error(`The schema ${path} has more members than fit into one word of bits.`);
  const required = (schema.required ?? []).map((key) => 1 << properties.findIndex(([name]) => name === key));
  return { members, required: required.reduce((bits, bit) => bits | bit, 0), expected: [] };
}
