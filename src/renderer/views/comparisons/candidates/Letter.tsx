import { candidateLetter } from "../../../components/format.ts";
import { printShortcut } from "../../../components/KeyHint.tsx";
import { PlainButton } from "../../../components/PlainButton.tsx";
import { candidateCommands } from "../commands.ts";
import css from "./Letter.module.css";

/** A candidate's letter; pressed, the candidate has the focus. Round and filled: a name, not a key. */
export function Letter(props: { position: number; focused: boolean; onFocus: (position: number) => void }) {
  const { position, focused, onFocus } = props;
  const letter = candidateLetter(position);
  const command = candidateCommands[position];
  return (
    <PlainButton
      className={css.letter}
      aria-label={`Focus candidate ${letter}`}
      title={command === undefined ? undefined : printShortcut(command)}
      aria-pressed={focused}
      onClick={() => onFocus(position)}
    >
      {letter}
    </PlainButton>
  );
}
