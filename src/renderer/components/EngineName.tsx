import { visibleText } from "./format.ts";
import css from "./marks.module.css";

/** An engine's name: one line, truncated with an ellipsis, the full name in its title, control characters made visible. */
export function EngineName({ id }: { id: string }) {
  const text = visibleText(id);
  return (
    <span className={css.engine} title={text} dir="ltr">
      {text}
    </span>
  );
}
