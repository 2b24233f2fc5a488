import { ActionIcon, Button, Popover, TextInput } from "@mantine/core";
import { IconBookmarks, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { ExecutionFilter, ExecutionSort } from "../../../contract/index.ts";
import { visibleText } from "../../components/format.ts";
import { useViewState } from "../../state/view-state.ts";
import { executionSortLabels } from "./filter.ts";
import { filterWords } from "./filter-parts.ts";
import css from "./saved-views.module.css";
import { findSavedView, maxNameCharacters, maxSavedViews, readSavedViews, type SavedView, withSavedView } from "./saved-views.ts";

interface SavedViewsProps {
  filter: ExecutionFilter;
  sort: ExecutionSort;
  onShow(view: SavedView): void;
}

const nothing: readonly unknown[] = [];

/** Filters and sorts under names: shown, removed, and what is on screen saved as one. */
export function SavedViews({ filter, sort, onShow }: SavedViewsProps) {
  const [stored, setStored] = useViewState<readonly unknown[]>("executions.views", nothing);
  const [opened, setOpened] = useState(false);
  const views = readSavedViews(stored);
  const shown = findSavedView(views, filter, sort);
  return (
    <Popover trapFocus position="bottom-end" offset={4} shadow="none" withinPortal opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Button
          variant="default"
          className={css.button}
          leftSection={<IconBookmarks size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          <span className={css.name}>{shown === undefined ? "Views" : visibleText(shown.name)}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.dropdown} aria-label="Saved views">
        {views.length === 0 && <p className="muted">No saved views yet. One keeps a filter and an order under a name.</p>}
        <ul className={css.list}>
          {views.map((view) => (
            <li key={view.name} className={css.row}>
              <button
                type="button"
                className={css.view}
                aria-current={view === shown || undefined}
                onClick={() => {
                  onShow(view);
                  setOpened(false);
                }}
              >
                <span className={css.name}>{visibleText(view.name)}</span>
                <span className={css.words}>
                  {filterWords(view.filter) || "All executions"} · {executionSortLabels[view.sort]}
                </span>
              </button>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove the view ${visibleText(view.name)}`}
                onClick={() => setStored(views.filter((other) => other !== view))}
              >
                <IconTrash size={15} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <NewView
          isFull={views.length >= maxSavedViews}
          onSave={(name) => {
            setStored(withSavedView(views, { name, filter, sort }));
            setOpened(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function NewView({ isFull, onSave }: { isFull: boolean; onSave(name: string): void }) {
  const [name, setName] = useState("");
  const chosen = name.trim();
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== "" && !isFull) onSave(chosen);
      }}
    >
      <TextInput
        aria-label="Name of the view"
        placeholder={isFull ? "No room for more views" : "Name what is on screen"}
        maxLength={maxNameCharacters}
        disabled={isFull}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" disabled={chosen === "" || isFull}>
        Save
      </Button>
    </form>
  );
}
