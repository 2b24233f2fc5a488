import { Config } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";

/** Keys and defaults, read from the configuration's schema. */

interface Node {
  type?: string;
  properties?: Record<string, Node>;
  items?: Node;
  default?: unknown;
}

const root = Config as unknown as Node;

/** A fresh configuration in which every key has its default. */
export function defaultConfig(): Config {
  return filled(root, {}) as Config;
}

/** `value` with defaults for missing keys; present keys stay as they are, valid or not. */
export function withDefaults(value: unknown, shape: object = root): unknown {
  return filled(shape as Node, value);
}

function filled(node: Node, value: unknown): unknown {
  if (!node.properties) return value === undefined ? structuredClone(node.default) : value;
  if (value === undefined) return filled(node, {});
  if (!isObject(value)) return value;
  // Own keys only: __proto__ must not contribute values.
  return Object.fromEntries(
    Object.entries(node.properties).map(([key, child]) => [key, filled(child, Object.hasOwn(value, key) ? value[key] : undefined)]),
  );
}

/** What stands in a path for the place in a list. */
export const anyPlace = "N";

/** Paths of all keys, groups included, in file order. */
export function allPaths(node: Node = root, at = ""): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = at === "" ? key : `${at}.${key}`;
    return [path, ...allPaths(child, path), ...(child.items ? allPaths(child.items, `${path}.${anyPlace}`) : [])];
  });
}

/** Full path of the first unknown key, or null. */
export function firstUnknownPath(value: unknown, node: Node = root, at = ""): string | null {
  if (node.items && Array.isArray(value)) {
    for (const [place, item] of value.entries()) {
      const below = firstUnknownPath(item, node.items, `${at}.${place}`);
      if (below !== null) return below;
    }
    return null;
  }
  if (!node.properties || !isObject(value)) return null;
  for (const key of Object.keys(value)) {
    const path = at === "" ? key : `${at}.${key}`;
    const child = Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
    if (!child) return path;
    const below = firstUnknownPath(value[key], child, path);
    if (below !== null) return below;
  }
  return null;
}

/** The default of one key, if it has one. */
export function defaultOf(path: string): unknown {
  return path.split(".").reduce<Node | undefined>((node, key) => node?.properties?.[key], root)?.default;
}
