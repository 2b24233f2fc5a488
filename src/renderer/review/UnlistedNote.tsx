import { Button } from "@mantine/core";
import { KeyHint } from "../components/KeyHint.tsx";
import type { Shortcut } from "../components/use-commands.ts";
import css from "./UnlistedNote.module.css";

/** Says why nothing can be decided about what is on screen, and the ways on. @param children the reason, a sentence. */
export function UnlistedNote({ children, next, onClearFilter }: { children: string; next: Shortcut; onClearFilter: () => void }) {
  return (
    <p className={css.note} role="status">
      <span>
        {children} <KeyHint of={[next]}>goes to the first result.</KeyHint>
      </span>
      <Button size="compact-xs" variant="default" onClick={onClearFilter}>
        Clear the filter
      </Button>
    </p>
  );
}
