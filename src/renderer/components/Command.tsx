import { Fragment } from "react";
import css from "./Command.module.css";
import { CopyButton } from "./CopyButton.tsx";

/** A command line to copy. A line of it breaks between words, not after the dashes of an option. */
export function Command({ command }: { command: string }) {
  return (
    <span className={css.command}>
      <code>
        {command.split(" ").map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the words of a command keep their places
          <Fragment key={index}>
            {index > 0 && " "}
            <span className={css.word}>{word}</span>
          </Fragment>
        ))}
      </code>
      <CopyButton text={command} label="Copy command" />
    </span>
  );
}
