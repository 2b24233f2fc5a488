import { shapePath } from "../state/engine-style.ts";
import { useEngineStyle } from "../state/engine-styles.ts";
import css from "./marks.module.css";

/** The engine's shape in its colour. Decorative: its name is next to it. */
export function EngineMark({ id }: { id: string }) {
  const { color, shape } = useEngineStyle(id);
  return (
    <svg className={css.engineMark} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d={shapePath(shape, 6, 6, 4)} fill={color} />
    </svg>
  );
}
