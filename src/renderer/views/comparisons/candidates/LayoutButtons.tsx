import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowsDiff, IconArrowsVertical, IconLayoutGrid } from "@tabler/icons-react";
import { memo } from "react";
import { printShortcut } from "../../../components/KeyHint.tsx";
import { layoutCommands } from "../layout/commands.ts";
import { differenceSwitch, gridSwitch, scrollTogetherSwitch } from "../layout/view.ts";
import css from "./LayoutButtons.module.css";

/** How the candidates are laid out: a switch for each way, with its key. */
export const LayoutButtons = memo(function LayoutButtons() {
  const switches = [
    { command: layoutCommands.grid, icon: IconLayoutGrid, on: gridSwitch.use(), set: gridSwitch.set },
    { command: layoutCommands.difference, icon: IconArrowsDiff, on: differenceSwitch.use(), set: differenceSwitch.set },
    { command: layoutCommands.scrollTogether, icon: IconArrowsVertical, on: scrollTogetherSwitch.use(), set: scrollTogetherSwitch.set },
  ];
  return (
    <span className={css.buttons}>
      {switches.map(({ command, icon: Icon, on, set }) => (
        <Tooltip key={command.id} label={`${command.label} (${printShortcut(command)})`}>
          <ActionIcon
            className={css.button}
            variant="subtle"
            color="gray"
            aria-label={command.label}
            aria-pressed={on}
            onClick={() => set(!on)}
          >
            <Icon size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </span>
  );
});
