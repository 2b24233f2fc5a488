import type { SqlTable } from "../../../contract/index.ts";
import css from "./sql.module.css";

/** The tables that can be asked, with their columns. */
export function Tables({ tables }: { tables: readonly SqlTable[] }) {
  return (
    <div className={css.tables}>
      <h2 className={css.tablesTitle}>Tables</h2>
      {tables.map(({ name, about, columns }) => (
        <details key={name}>
          <summary>
            <code>{name}</code>
          </summary>
          <p>{about}</p>
          <dl>
            {columns.map((column) => (
              <div key={column.name}>
                <dt>
                  <code>{column.name}</code> <span className={css.kind}>{column.unit ?? column.type}</span>
                </dt>
                <dd>{column.about}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </div>
  );
}
