/**
 * Copies an answer as JSON would, so that IPC, which carries more than JSON, and the socket cannot differ. `undefined` properties are left
 * out.
 * @throws Error naming the place when a handler answered something that JSON cannot express: a bug.
 */
export function jsonValue(value: unknown, where: string): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) throw new Error(`${where} answered ${value}, which JSON cannot say`);
      return value;
    case "object":
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((item, index) => jsonValue(item, `${where}/${index}`));
      return plainObject(value, where);
    default:
      throw new Error(`${where} answered a ${typeof value}, which JSON cannot say`);
  }
}

function plainObject(value: object, where: string): object {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new Error(`${where} answered a ${value.constructor?.name ?? "class"}, which JSON cannot say`);
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    // Defined, not assigned: a key named __proto__ stays a key.
    Object.defineProperty(copy, key, { value: jsonValue(item, `${where}/${key}`), enumerable: true, writable: true, configurable: true });
  }
  return copy;
}
