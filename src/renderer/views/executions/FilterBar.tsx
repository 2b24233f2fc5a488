import { Button, CloseButton, FocusTrap, Popover } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconChevronDown, IconPlus } from "@tabler/icons-react";
import { useLayoutEffect, useRef, useState } from "react";
import type { ExecutionFilter } from "../../../contract/index.ts";
import { formatCount, formatNoun } from "../../components/format.ts";
import { ChipEditor } from "./ChipEditor.tsx";
import { emptyFilter, isEmptyFilter } from "./filter.ts";
import css from "./filter-bar.module.css";
import { type FilterChip, filterChips, pinnedChips, withoutChip } from "./filter-parts.ts";

interface FilterBarProps {
  filter: ExecutionFilter;
  onFilter(filter: ExecutionFilter): void;
}

/** What narrows the list, on one line that is always there: chips that all hold, a menu of more, and how to be rid of them. */
export function FilterBar({ filter, onFilter }: FilterBarProps) {
  const chips = filterChips.filter((chip) => pinnedChips.includes(chip.name) || chip.words(filter) !== null);
  const { ref, hidden } = useHidden(chips.map((chip) => `${chip.name} ${chip.words(filter)}`).join());
  const beyond = chips.slice(chips.length - hidden).filter((chip) => chip.words(filter) !== null);
  return (
    <fieldset className={css.bar}>
      <legend className="visually-hidden">Filters</legend>
      <AddFilter filter={filter} onFilter={onFilter} />
      <div ref={ref} className={css.chips}>
        {chips.map((chip, at) => (
          <Chip key={chip.name} chip={chip} filter={filter} onFilter={onFilter} isHidden={at >= chips.length - hidden} />
        ))}
      </div>
      {beyond.length > 0 && <Beyond chips={beyond} filter={filter} onFilter={onFilter} />}
      <Button
        variant="subtle"
        className={css.clear}
        style={isEmptyFilter(filter) ? { visibility: "hidden" } : undefined}
        onClick={() => onFilter(emptyFilter)}
      >
        Clear all
      </Button>
    </fieldset>
  );
}

/** How many of the last chips do not fit on the first line. @param content changes when their widths may. */
function useHidden(content: string) {
  const { ref: observe, width } = useElementSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement | null>(null);
  const [hidden, setHidden] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when the content or the width has changed
  useLayoutEffect(() => {
    const children = [...(box.current?.children ?? [])] as HTMLElement[];
    const top = children[0]?.offsetTop ?? 0;
    setHidden(children.filter(({ offsetTop }) => offsetTop > top).length);
  }, [content, width]);
  const ref = useRef((element: HTMLDivElement | null) => {
    box.current = element;
    observe(element);
  }).current;
  return { ref, hidden };
}

function Chip({ chip, filter, onFilter, isHidden }: FilterBarProps & { chip: FilterChip; isHidden: boolean }) {
  const words = chip.words(filter);
  return (
    <span className={css.chip} data-chosen={words !== null || undefined} style={isHidden ? { visibility: "hidden" } : undefined}>
      <Popover trapFocus position="bottom-start" offset={4} shadow="none" withinPortal>
        <Popover.Target>
          <button type="button" className={css.name}>
            <span className={css.label}>{chip.label}</span>
            <span className={css.words}>{words ?? "any"}</span>
            {words === null && <IconChevronDown size={12} aria-hidden />}
          </button>
        </Popover.Target>
        <Popover.Dropdown className={css.dropdown} aria-label={`Filter by ${chip.label.toLowerCase()}`}>
          <Editor chip={chip} filter={filter} onFilter={onFilter} />
        </Popover.Dropdown>
      </Popover>
      {words !== null && (
        <CloseButton size={20} aria-label={`Remove the filter ${chip.label}`} onClick={() => onFilter(withoutChip(filter, chip))} />
      )}
    </span>
  );
}

function Editor({ chip, filter, onFilter }: FilterBarProps & { chip: FilterChip }) {
  return (
    <>
      <span className={css.picked}>{chip.label}</span>
      <ChipEditor name={chip.name} filter={filter} onChange={onFilter} />
    </>
  );
}

/** The chips that the line has no room for. */
function Beyond({ chips, filter, onFilter }: FilterBarProps & { chips: readonly FilterChip[] }) {
  return (
    <Popover trapFocus position="bottom-end" offset={4} shadow="none" withinPortal>
      <Popover.Target>
        <Button variant="default" aria-label={`${formatNoun(chips.length, "more filter")}`}>
          +{formatCount(chips.length)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.dropdown}>
        {chips.map((chip) => (
          <span key={chip.name} className={css.row}>
            <span className={css.label}>{chip.label}</span>
            <span className={css.words}>{chip.words(filter)}</span>
            <CloseButton size={20} aria-label={`Remove the filter ${chip.label}`} onClick={() => onFilter(withoutChip(filter, chip))} />
          </span>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}

/** A menu of all filters; the one picked is chosen in its place. */
function AddFilter({ filter, onFilter }: FilterBarProps) {
  const [opened, setOpened] = useState(false);
  const [picked, setPicked] = useState<FilterChip | null>(null);
  const change = (next: boolean) => {
    setOpened(next);
    if (next) setPicked(null);
  };
  return (
    <Popover trapFocus position="bottom-start" offset={4} shadow="none" withinPortal opened={opened} onChange={change}>
      <Popover.Target>
        <Button variant="default" className={css.add} leftSection={<IconPlus size={14} aria-hidden />} onClick={() => change(!opened)}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.dropdown} aria-label="Add a filter">
        {picked === null ? (
          filterChips.map((chip) => (
            <button key={chip.name} type="button" className={css.choice} onClick={() => setPicked(chip)}>
              <span>{chip.label}</span>
              <span className={css.label}>{chip.words(filter)}</span>
            </button>
          ))
        ) : (
          // The button that had the focus is gone.
          <FocusTrap active>
            <div className={css.editor}>
              <Editor chip={picked} filter={filter} onFilter={onFilter} />
            </div>
          </FocusTrap>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
