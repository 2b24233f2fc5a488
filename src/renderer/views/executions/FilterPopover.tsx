import { Button, Popover } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import css from "./toolbar.module.css";

/** A filter with two ends behind a button that says what is chosen. */
export function FilterPopover({ label, chosen, children }: { label: string; chosen: string | null; children: ReactNode }) {
  return (
    <Popover trapFocus position="bottom-start" offset={4} shadow="none" withinPortal>
      <Popover.Target>
        <Button
          variant="default"
          className={css.filter}
          data-chosen={chosen !== null || undefined}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          <span className={css.filterLabel}>{label}</span>
          <span className={css.filterValue}>{chosen ?? "any"}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.dropdown}>{children}</Popover.Dropdown>
    </Popover>
  );
}
