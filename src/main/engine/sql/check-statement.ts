import { AssayError } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import { mayCall, tableFunctions } from "./allowed.ts";

/**
 * Refuses whatever a parsed statement may not do. It reads the tree that DuckDB's own parser makes (json_serialize_sql), never the text, and knows what
 * is allowed rather than what is not: a kind of table that came later is refused.
 */

type Node = Record<string, unknown>;
type Names = ReadonlySet<string>;

const refuse = (message: string, fix: string) => new AssayError("refused", message, { fix });
const lower = (value: unknown) => String(value ?? "").toLowerCase();
const harmlessTables: Names = new Set(["EMPTY", "SUBQUERY", "JOIN", "EXPRESSION_LIST", "COLUMN_DATA", "CTE"]);

/**
 * @param tree what json_serialize_sql says of one text.
 * @param tables the tables it may ask, in lower case.
 * @throws AssayError refused, invalid_argument.
 */
export function checkStatement(tree: unknown, tables: Names): void {
  const statements = isObject(tree) && Array.isArray(tree.statements) ? tree.statements : [];
  if (statements.length !== 1)
    throw new AssayError("invalid_argument", `One statement is asked at a time; there are ${statements.length}.`, {
      fix: "Leave one SELECT.",
    });
  visit(statements[0], tables);
}

function visit(value: unknown, tables: Names): void {
  if (Array.isArray(value)) for (const one of value) visit(one, tables);
  else if (isObject(value)) visitNode(value, tables);
}

function visitNode(node: Node, tables: Names): void {
  const visible = withCtes(node, tables);
  if (isTableReference(node)) checkTable(node, visible);
  if (node.class === "FUNCTION" || node.class === "WINDOW") checkCall(node, mayCall);
  // A recursive CTE sees itself in its second part alone; in its first, its name is a table's.
  const itself = node.type === "RECURSIVE_CTE_NODE" ? new Set([...visible, lower(node.cte_name)]) : visible;
  for (const [key, value] of Object.entries(node)) if (key !== "cte_map") visit(value, key === "right" ? itself : visible);
}

/** The tables that a query node sees: also its CTEs, each of which sees those before it. */
function withCtes(node: Node, tables: Names): Names {
  const map = isObject(node.cte_map) && Array.isArray(node.cte_map.map) ? node.cte_map.map : [];
  let visible = tables;
  for (const entry of map) {
    if (!isObject(entry)) continue;
    visit(entry.value, visible);
    visible = new Set([...visible, lower(entry.key)]);
  }
  return visible;
}

const namedTables: Names = new Set(["BASE_TABLE", "TABLE_FUNCTION", "SHOW_REF"]);

/** Every reference has an alias and a sample, and no class, which expressions have; those that name something are told by their type too. */
const isTableReference = (node: Node) =>
  typeof node.type === "string" && !("class" in node) && (namedTables.has(node.type) || ("sample" in node && "alias" in node));

/** A reference in the place of a table. */
function checkTable(node: Node, tables: Names): void {
  if (node.type === "BASE_TABLE") checkName(node.table_name, [node.schema_name, node.catalog_name], tables);
  else if (node.type === "TABLE_FUNCTION") {
    if (isObject(node.function)) checkCall(node.function, (name) => tableFunctions.has(name));
  } else if (node.type === "SHOW_REF") {
    if (node.query === null || node.query === undefined) checkName(lower(node.table_name).replaceAll('"', ""), [], tables);
  } else if (!harmlessTables.has(String(node.type))) {
    throw refuse(`A table of the kind ${String(node.type)} cannot be asked.`, "Use the tables that are documented.");
  }
}

function checkName(name: unknown, path: readonly unknown[], tables: Names): void {
  if (path.every((part) => lower(part) === "") && tables.has(lower(name))) return;
  const full = [...[...path].reverse(), name].filter((part) => lower(part) !== "").join(".");
  throw refuse(`There is no table "${full.slice(0, 200)}".`, `Tables are ${[...tables].join(", ")}. No file can be read.`);
}

function checkCall(node: Node, allows: (name: string) => boolean): void {
  const name = lower(node.function_name);
  const isPlain = lower(node.schema) === "" || lower(node.schema) === "main";
  if (isPlain && lower(node.catalog) === "" && allows(name)) return;
  throw refuse(
    `The function ${name.slice(0, 100)} cannot be used here.`,
    "Functions that read files, settings or DuckDB's insides are switched off.",
  );
}
