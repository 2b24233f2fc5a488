import { Modal } from "@mantine/core";
import { useStore } from "zustand";
import { viewLabels } from "../../contract/index.ts";
import { Key } from "../components/KeyHint.tsx";
import type { Shortcut } from "../components/use-commands.ts";
import { useCurrentView } from "../state/navigation.ts";
import { shortcutsDialog } from "./dialogs.ts";
import css from "./Shortcuts.module.css";
import { generalShortcuts, viewShortcuts } from "./shortcut-lists.ts";

/** The `?` page: the keys of the view on screen first, then those of every view. */
export function Shortcuts() {
  const { isOpen } = useStore(shortcutsDialog.store);
  const view = useCurrentView();
  const ofView = viewShortcuts[view] ?? [];
  return (
    <Modal opened={isOpen} onClose={shortcutsDialog.close} title="Keyboard shortcuts" size={ofView.length > 0 ? 720 : "md"} centered>
      <div className={css.columns}>
        {ofView.length > 0 && <Section title={viewLabels[view]} shortcuts={ofView} />}
        <Section title="Everywhere" shortcuts={generalShortcuts} />
      </div>
    </Modal>
  );
}

/** More keys than this on one line are printed as a range. */
const maxKeys = 4;

function Section({ title, shortcuts }: { title: string; shortcuts: readonly Shortcut[] }) {
  return (
    <section>
      <h3 className={css.title}>{title}</h3>
      <dl className={css.keys}>
        {helpLines(shortcuts).map(({ help, keys }) => (
          <div key={help} className={css.key}>
            <dt>
              {keys.length > maxKeys ? (
                <>
                  <Key name={keys[0] ?? ""} /> … <Key name={keys.at(-1) ?? ""} />
                </>
              ) : (
                keys.map((name) => <Key key={name} name={name} />)
              )}
            </dt>
            <dd>{help}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** One line for each help text, with the keys of all shortcuts that share it, in their order. */
export function helpLines(shortcuts: readonly Shortcut[]): { help: string; keys: string[] }[] {
  const lines = new Map<string, Set<string>>();
  for (const { help, label, keys } of shortcuts) {
    const text = help ?? label ?? "";
    const known = lines.get(text) ?? new Set();
    for (const key of keys) known.add(key);
    lines.set(text, known);
  }
  return [...lines].map(([help, keys]) => ({ help, keys: [...keys] }));
}
