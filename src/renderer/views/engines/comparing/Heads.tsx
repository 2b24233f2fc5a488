import css from "./comparing.module.css";

/** What a column holds; the styles of the table give it its width. */
type Kind = "name" | "line" | "words" | "time" | "engines" | "link";
export type Heading = string | readonly [label: string, kind: Kind];

/** The head row of a table. The heading of lines is for who does not see them. */
export function Heads({ of }: { of: readonly Heading[] }) {
  return (
    <thead className={css.heads}>
      <tr>
        {of.map((heading) => {
          const [label, kind] = typeof heading === "string" ? [heading] : heading;
          return (
            <th key={label} scope="col" {...(kind === undefined ? {} : { [`data-${kind}`]: true })}>
              {kind === "line" ? <span className="visually-hidden">{label}</span> : label}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
