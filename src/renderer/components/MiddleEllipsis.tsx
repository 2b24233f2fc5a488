import { visibleText } from "./format.ts";
import css from "./MiddleEllipsis.module.css";

/** So much of its end is always shown: numbers and endings are what tells names apart. */
const tailCharacters = 12;

/** A name on one line, visible, that is cut in its middle where there is no room for it. The whole name is its title. */
export function MiddleEllipsis({ text: name }: { text: string }) {
  const text = visibleText(name);
  const characters = [...text];
  const tail = characters.length > tailCharacters * 2 ? tailCharacters : 0;
  return (
    <span className={css.text} title={text}>
      <span className={css.head}>{characters.slice(0, characters.length - tail).join("")}</span>
      {tail > 0 && <span className={css.tail}>{characters.slice(-tail).join("")}</span>}
    </span>
  );
}
