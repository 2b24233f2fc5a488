import { AssayError } from "../../../contract/index.ts";
import type { ClickHouseAddress } from "./messages.ts";

const fix =
  "Write it as http://HOST:8123 or https://HOST:8443, with /DATABASE behind it if it is another than default, and name and password in CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.";

// What was typed is not repeated: it may hold a password.
const refuse = (why: string) => new AssayError("invalid_argument", `--clickhouse is no address of a ClickHouse server: ${why}.`, { fix });

/**
 * Reads an address: `http[s]://[NAME[:PASSWORD]@]HOST[:PORT][/DATABASE]`. What it leaves out of name and password comes from CLICKHOUSE_USER and
 * CLICKHOUSE_PASSWORD; else it is `default` without a password, as at ClickHouse.
 * @throws AssayError invalid_argument, without what was typed.
 */
export function readAddress(text: string, env: Readonly<Record<string, string | undefined>>): ClickHouseAddress {
  if (!URL.canParse(text)) throw refuse("it is no URL");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refuse("it begins neither with http:// nor with https://");
  if (url.search !== "" || url.hash !== "") throw refuse("it has settings behind ? or #, which are not passed on");
  const [, database = "", ...more] = url.pathname.split("/");
  if (more.some((part) => part !== "")) throw refuse("its path is more than the name of a database");
  return {
    url: url.origin,
    database: decode(database) || "default",
    username: decode(url.username) || env.CLICKHOUSE_USER || "default",
    password: decode(url.password) || env.CLICKHOUSE_PASSWORD || "",
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refuse("a % in it does not begin an escape; % itself is written as %25");
  }
}

/** How records and reports name a table of a server: without who asks. */
export function describePlace({ url, database }: ClickHouseAddress, table: string): string {
  return `clickhouse ${url.replace(/^https?:\/\//, "")}/${table.includes(".") ? table : `${database}.${table}`}`;
}
