import { useEffect, useEffectEvent, useRef } from "react";
import type { MenuState } from "../../contract/bridge.ts";
import { type AppCommandId, appCommand, appCommands, isAppCommandId } from "../../contract/index.ts";
import { subscribeToCommands, useDigitsClaimed, viewCommands } from "../components/use-commands.ts";
import { useIsSaving } from "../review/decisions.ts";
import { useCurrentView } from "../state/navigation.ts";
import { useHostQuery } from "../state/queries.ts";
import { goCommands, goSequences, isHere } from "./commands.ts";

/** A view renders up to ten times a second while data comes in; the menu is told at most so often. */
const menuDelayMs = 100;

/**
 * Keeps the desktop's menu as the command tables are now. Does nothing in a browser tab. A component of its own, because
 * each decision changes what it follows, and the shell with its view would be drawn again.
 */
export function DesktopMenu(): null {
  const view = useCurrentView();
  const digitsClaimed = useDigitsClaimed();
  const isWaiting = useIsSaving();
  const curation = useHostQuery("curation.state", {}, { follows: "samples", enabled: window.assay !== undefined }).data;
  const stateNow = useEffectEvent((): MenuState => {
    const cannot: Partial<Record<AppCommandId, boolean>> = {
      undo: !isWaiting && curation?.canUndo === false,
      redo: !isWaiting && curation?.canRedo === false,
    };
    const views = digitsClaimed ? goSequences : goCommands;
    const keyOf = (id: AppCommandId) => {
      const at = goCommands.findIndex((command) => command.id === id);
      return (at >= 0 ? views[at] : appCommand(id))?.keys[0] ?? "";
    };
    return {
      app: appCommands.filter(isHere).map(({ id }) => ({ id, key: keyOf(id), enabled: cannot[id] !== true })),
      view: {
        name: view,
        commands: viewCommands().flatMap(({ command: { id, label, help, keys }, isEnabled }) =>
          label === undefined || isAppCommandId(id) ? [] : [{ id, label: help ?? label, key: keys[0] ?? "", enabled: isEnabled() }],
        ),
      },
    };
  });

  const ask = useRef(() => {});
  useEffect(() => {
    const bridge = window.assay;
    if (bridge === undefined) return;
    let sent = "";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const send = () => {
      timer = undefined;
      const state = stateNow();
      const text = JSON.stringify(state);
      if (text !== sent) bridge.setMenu(state);
      sent = text;
    };
    ask.current = () => {
      timer ??= setTimeout(send, menuDelayMs);
    };
    const unsubscribe = subscribeToCommands(ask.current);
    send();
    return () => {
      unsubscribe();
      clearTimeout(timer);
      ask.current = () => {};
    };
  }, []);

  // It is drawn when something changed that the menu shows; the commands of the view need not change with it.
  useEffect(() => ask.current());
  return null;
}
