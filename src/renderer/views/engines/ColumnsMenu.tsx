import { ActionIcon, Button, Checkbox, NumberInput, Popover, Switch } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import type { Column } from "./columns.ts";
import css from "./table.module.css";

interface ColumnsMenuProps {
  all: readonly Column[];
  /** In the order shown. */
  shown: readonly Column[];
  /** null: the usual ones. */
  onColumns(keys: string[] | null): void;
  minN: number;
  onMinN(minN: number): void;
  grouped: boolean;
  onGrouped(grouped: boolean): void;
}

/** Which columns the table has and in which order, which rows sink, and whether names are grouped. */
export function ColumnsMenu({ all, shown, onColumns, minN, onMinN, grouped, onGrouped }: ColumnsMenuProps) {
  const keys: string[] = shown.map(({ key }) => key);
  const move = (at: number, by: number) => {
    const next = [...keys];
    const [key] = next.splice(at, 1);
    if (key !== undefined) next.splice(at + by, 0, key);
    onColumns(next);
  };
  const hidden = all.filter(({ key }) => !keys.includes(key));
  return (
    <Popover position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={15} aria-hidden />}>
          Table
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.menu} aria-label="Table">
        <div className={css.menuTop}>
          <NumberInput
            size="xs"
            label="Minimum n"
            description="Rows with fewer latencies come last, in grey"
            min={0}
            max={1_000_000}
            allowDecimal={false}
            allowNegative={false}
            value={minN}
            onChange={(value) => onMinN(typeof value === "number" ? value : 0)}
          />
          <Switch
            size="xs"
            label="Group names by what is before the slash"
            checked={grouped}
            onChange={(event) => onGrouped(event.currentTarget.checked)}
          />
        </div>
        <ul className={css.menuList} aria-label="Columns">
          {[...shown, ...hidden].map(({ key, label, hint }, index) => {
            const isShown = index < shown.length;
            return (
              <li key={key}>
                <Checkbox
                  size="xs"
                  label={label}
                  title={hint}
                  checked={isShown}
                  disabled={isShown && shown.length === 1}
                  onChange={() => onColumns(isShown ? keys.filter((one) => one !== key) : [...keys, key])}
                />
                {isShown && (
                  <span className={css.menuMoves}>
                    <ActionIcon
                      size="xs"
                      variant="subtle"
                      color="gray"
                      aria-label={`Move ${label} left`}
                      disabled={index === 0}
                      onClick={() => move(index, -1)}
                    >
                      <IconArrowUp size={13} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      size="xs"
                      variant="subtle"
                      color="gray"
                      aria-label={`Move ${label} right`}
                      disabled={index === shown.length - 1}
                      onClick={() => move(index, 1)}
                    >
                      <IconArrowDown size={13} aria-hidden />
                    </ActionIcon>
                  </span>
                )}
              </li>
            );
          })}
        </ul>
        <Button variant="subtle" size="compact-xs" onClick={() => onColumns(null)}>
          Usual columns
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
