import { Modal } from "@mantine/core";
import { useStore } from "zustand";
import { Kbd } from "../components/Kbd.tsx";
import { modKey } from "../components/mod-key.ts";
import { useCurrentView } from "../state/navigation.ts";
import css from "./KeysHelp.module.css";
import { generalKeys, type KeyHelp, viewKeys } from "./key-help.ts";
import { closeKeysHelp, keysHelpStore } from "./keys-help-store.ts";
import { views } from "./views.tsx";

/** The overlay that lists the keys: those of the view on screen first. */
export function KeysHelp() {
  const { open } = useStore(keysHelpStore);
  const view = useCurrentView();
  const ofView = viewKeys[view] ?? [];
  return (
    <Modal opened={open} onClose={closeKeysHelp} title="Keys" size={ofView.length > 0 ? 720 : "md"} centered>
      <div className={css.columns}>
        {ofView.length > 0 && <Keys title={views[view].label} keys={ofView} />}
        <Keys title="Everywhere" keys={generalKeys} />
      </div>
    </Modal>
  );
}

/** A key as keyboards write it: "mod+shift+z" → "Ctrl+Shift+Z". */
function printed(key: string): string {
  const short: Record<string, string> = { PageDown: "PgDn", PageUp: "PgUp", Escape: "Esc", shift: "Shift" };
  const parts = key === "+" ? ["+"] : key.split("+");
  return parts
    .map((part, at) => short[part] ?? (parts.length > 1 && at === parts.length - 1 ? part.toUpperCase() : part))
    .join("+")
    .replace("mod+", modKey);
}

function Keys({ title, keys }: { title: string; keys: KeyHelp[] }) {
  return (
    <section>
      <h3 className={css.title}>{title}</h3>
      <dl className={css.keys}>
        {keys.map((help) => (
          <div key={help.does} className={css.key}>
            <dt>
              {help.keys.map((name) => (
                <Kbd key={name}>{printed(name)}</Kbd>
              ))}
            </dt>
            <dd>{help.does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
