import { Button, Menu, Popover, TextInput } from "@mantine/core";
import { useState } from "react";
import { useViewState } from "../../state/view-state.ts";
import css from "./sql.module.css";

interface Saved {
  name: string;
  sql: string;
}

const shownHistory = 15;
const firstLine = (sql: string) => sql.replaceAll(/\s+/g, " ").slice(0, 70);

/** Queries that were saved under a name, and those asked last. */
export function Queries({ text, onChoose }: { text: string; onChoose(sql: string): void }) {
  const [saved, setSaved] = useViewState<Saved[]>("sql.saved", []);
  const [history] = useViewState<string[]>("sql.history", []);
  const [isNaming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const save = () => {
    if (name.trim() === "") return;
    setSaved([{ name: name.trim(), sql: text }, ...saved.filter((one) => one.name !== name.trim())]);
    setNaming(false);
    setName("");
  };
  return (
    <>
      <Menu width={420} position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default">
            Queries
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={css.menu}>
          <Menu.Label>Saved</Menu.Label>
          {saved.length === 0 && <Menu.Item disabled>None yet</Menu.Item>}
          {saved.map((one) => (
            <Menu.Item key={one.name} onClick={() => onChoose(one.sql)}>
              {one.name}
            </Menu.Item>
          ))}
          {saved.some(({ sql }) => sql === text) && (
            <Menu.Item color="red" onClick={() => setSaved(saved.filter(({ sql }) => sql !== text))}>
              Remove “{saved.find(({ sql }) => sql === text)?.name}”
            </Menu.Item>
          )}
          <Menu.Label>Asked last</Menu.Label>
          {history.length === 0 && <Menu.Item disabled>None yet</Menu.Item>}
          {history.slice(0, shownHistory).map((sql) => (
            <Menu.Item key={sql} onClick={() => onChoose(sql)}>
              <code className={css.past}>{firstLine(sql)}</code>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Popover opened={isNaming} onChange={setNaming} trapFocus position="bottom-end" withinPortal>
        <Popover.Target>
          <Button size="xs" variant="default" onClick={() => setNaming(!isNaming)}>
            Save…
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            <TextInput
              label="Name of the query"
              size="xs"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
              data-autofocus
            />
            <Button type="submit" size="xs" mt="xs" disabled={name.trim() === ""}>
              Save
            </Button>
          </form>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
