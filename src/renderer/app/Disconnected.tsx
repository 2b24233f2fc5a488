import { IconCheck, IconCopy, IconPlugConnectedX } from "@tabler/icons-react";
import { useRef } from "react";
import { useStore } from "zustand";
import { PlainButton } from "../components/PlainButton.tsx";
import { useCopy } from "../components/use-copy.ts";
import { useHostQuery } from "../state/queries.ts";
import { transport } from "../transport/index.ts";
import rail from "./Rail.module.css";
import css from "./Shell.module.css";

/** Says that the host is gone, or does not know this tab any more. In the first bundle: from then on no code can be fetched. */
export function Disconnected() {
  const state = useStore(transport.connection, (connection) => connection.state);
  // Keeps in the cache what connectState fetched; without a connection it cannot be fetched.
  const startCommand = useHostQuery("host.info", {}).data?.startCommand;
  if (state === "open") return null;
  return (
    <p className={css.alert} data-tone="warn" role="status">
      <IconPlugConnectedX size={15} aria-hidden />
      {state === "locked" ? (
        <span>
          <b>This tab's session has ended.</b>{" "}
          <span className={css.fix}>Copy unsaved text, press Enter in the terminal where Assay runs, and open the address it prints.</span>
        </span>
      ) : (
        <span style={{ flex: 1 }}>
          <b>Disconnected from Assay.</b> <span className={css.fix}>The screen may be out of date. Reconnecting…</span>
          {startCommand !== undefined && (
            <span className={css.fix}>
              {" "}
              If Assay has stopped, start it again: <code className={css.command}>{startCommand}</code>
            </span>
          )}
        </span>
      )}
      {state !== "locked" && startCommand !== undefined && <CopyStartCommand command={startCommand} />}
    </p>
  );
}

function CopyStartCommand({ command }: { command: string }) {
  const text = useRef(command);
  const { copied, copy } = useCopy(text);
  const label = "Copy the start command";
  return (
    <PlainButton
      className={rail.tool}
      title={copied ? "Copied" : label}
      aria-label={copied ? `${label}: copied` : label}
      onClick={() => void copy()}
    >
      {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
    </PlainButton>
  );
}
