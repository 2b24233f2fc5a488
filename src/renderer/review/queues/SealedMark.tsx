import { IconEyeOff } from "@tabler/icons-react";
import { printShortcut } from "../../components/KeyHint.tsx";
import type { Shortcut } from "../../components/use-commands.ts";
import css from "./Queues.module.css";

/** Says in the place of an id that the comparison is sealed, and what reveals it. */
export function SealedMark({ finish }: { finish: Shortcut }) {
  return (
    <span className={css.sealed}>
      <IconEyeOff size={14} aria-hidden /> Sealed. Done ({printShortcut(finish)}) reveals it.
    </span>
  );
}
