/**
 * A schema of schemas/v1 in the form the scanner uses: the members an object may have, with their limits. Compiled from the schema itself;
 * a member with a keyword unknown to the scanner is left to Ajv.
 */

interface JsonSchema {
  type?: string | readonly string[];
  $ref?: string;
  anyOf?: readonly (JsonSchema | boolean)[];
  items?: JsonSchema;
  const?: unknown;
  required?: readonly string[];
  properties?: Readonly<Record<string, JsonSchema>>;
  [keyword: string]: unknown;
}

/** `any`: valid whatever it is. `strings`: an array of short strings without escapes. */
export const memberTypes = { string: 0, integer: 1, number: 2, boolean: 3, object: 4, strings: 5, any: 6, ajv: 7 } as const;
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
  /** Limits of strings, or of each of `strings`, in bytes: n bytes are at most n characters; longer strings are left to Ajv. */
  minBytes: number;
  maxBytes: number;
  /** Of `strings`. */
  maxItems: number;
  object: ObjectRules | null;
}

export interface ObjectRules {
  members: readonly Member[];
  /** Bits of the required members. */
  required: number;
  /** Bits of the members that may hold anything. */
  open: number;
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

/**
 * A property that may hold anything and is meant to hold what common.json defines: the scanner looks for that, and leaves the rest to Ajv.
 * A list of anything but strings needs no look, because nothing of it is indexed.
 */
function toMeant(schema: JsonSchema, definitions: Definitions): JsonSchema {
  if (!schema.anyOf?.includes(true)) return schema;
  const name = schema.anyOf.map((one) => (typeof one === "boolean" ? undefined : one.$ref)).find((ref) => ref !== undefined);
  const meant = definitions[name?.split("/").at(-1) ?? ""];
  if (meant === undefined) throw new Error(`common.json does not define ${name}.`);
  return meant.type === "array" && meant.items?.type !== "string" ? { type: "any" } : meant;
}

function toMemberType(schema: JsonSchema): MemberType {
  const type = schema.type;
  if (type === "any") return memberTypes.any;
  if (type === "array" && schema.items?.type === "string") return memberTypes.strings;
  if (typeof type !== "string") return memberTypes.ajv;
  const keywords = known[type];
  const knows = keywords !== undefined && Object.keys(schema).every((keyword) => annotations.has(keyword) || keywords.has(keyword));
  return knows ? memberTypes[type as keyof typeof memberTypes] : memberTypes.ajv;
}

const toNumber = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

type Definitions = Readonly<Record<string, JsonSchema>>;

/**
 * @param schema an object schema of draft-07.
 * @param definitions what it refers to.
 * @param alsoAjv names of members whose presence leaves the record to Ajv.
 * @returns the rules, and the slot of each member by its path ("metrics.success").
 */
export function compileObject(
  schema: JsonSchema,
  definitions: Definitions,
  alsoAjv: readonly string[] = [],
): { rules: ObjectRules; slots: Map<string, number> } {
  const slots = new Map<string, number>();
  return { rules: compile(schema, "", definitions, alsoAjv, slots), slots };
}

function compile(
  schema: JsonSchema,
  path: string,
  definitions: Definitions,
  alsoAjv: readonly string[],
  slots: Map<string, number>,
): ObjectRules {
  if (toMemberType(schema) !== memberTypes.object)
    throw new Error(`The schema ${path || "of the record"} has keywords the scanner does not know.`);
  const properties = Object.entries(schema.properties ?? {});
  const members = [...properties, ...alsoAjv.map((key) => [key, {} as JsonSchema] as const)].map(([key, given], index): Member => {
    const property = withoutConst(toMeant(given, definitions));
    slots.set(path + key, slots.size);
    const slot = slots.size - 1;
    const type = toMemberType(property);
    const text = type === memberTypes.strings ? (property.items as JsonSchema) : property;
    return {
      key: Buffer.from(key, "utf8"),
      slot,
      bit: 1 << index,
      type,
      minimum: toNumber(property.minimum, Number.NEGATIVE_INFINITY),
      maximum: toNumber(property.maximum, Number.POSITIVE_INFINITY),
      minBytes: toNumber(text.minLength, 0),
      maxBytes: toNumber(text.maxLength, Number.POSITIVE_INFINITY),
      maxItems: toNumber(property.maxItems, Number.POSITIVE_INFINITY),
      object: type === memberTypes.object ? compile(property, `${path}${key}.`, definitions, [], slots) : null,
    };
  });
  if (members.length > maxMembers) throw new Error(`The schema ${path} has more members than fit into one word of bits.`);
  const required = (schema.required ?? []).map((key) => 1 << properties.findIndex(([name]) => name === key));
  const open = properties.map(([, property], index) => (property.anyOf === undefined ? 0 : 1 << index));
  const join = (bits: readonly number[]) => bits.reduce((all, bit) => all | bit, 0);
  return { members, required: join(required), open: join(open), expected: [] };
}
