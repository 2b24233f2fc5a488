import { ActionIcon, Button, Select, Tooltip } from "@mantine/core";
import { IconEyeOff, IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { ComparisonFilter, Queue } from "../../../contract/index.ts";
import { mutate, useHostQuery } from "../../state/queries.ts";
import { queryClient } from "../../state/query-client.ts";
import { NewQueueDialog } from "./NewQueueDialog.tsx";
import css from "./Queues.module.css";
import { showQueue, useQueueId } from "./queue-state.ts";

const follows = { follows: "config" } as const;
const all = "";

/** The queue on screen, or undefined for all comparisons. */
export function useQueue(): Queue | undefined {
  const id = useQueueId();
  return useHostQuery("queues.list", {}, follows).data?.find((queue) => queue.id === id);
}

interface QueuePickerProps {
  /** What a new queue holds, and in which order. */
  filter: ComparisonFilter;
  filterWords: string;
  listOrder: Queue["order"];
}

/** Chooses between all comparisons and the queues, and makes and removes queues. */
export function QueuePicker({ filter, filterWords, listOrder }: QueuePickerProps) {
  const queues = useHostQuery("queues.list", {}, follows).data;
  const id = useQueueId();
  const [making, setMaking] = useState(false);
  const queue = queues?.find((one) => one.id === id);
  const isGone = id !== all && queues !== undefined && queue === undefined;
  useEffect(() => {
    // Removed elsewhere, or of another workspace.
    if (isGone) showQueue(all);
  }, [isGone]);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["queues.list"] });
  const remove = async () => {
    showQueue(all);
    await mutate("queues.remove", { id });
    await refresh();
  };
  return (
    <div className={css.picker}>
      {queues !== undefined && queues.length > 0 && (
        <Select
          aria-label="Queue"
          w={170}
          allowDeselect={false}
          leftSection={queue?.blind ? <IconEyeOff size={14} aria-label="Blind" /> : undefined}
          data={[{ value: "all", label: "All comparisons" }, ...queues.map(({ id: value, name }) => ({ value, label: name }))]}
          value={queue?.id ?? "all"}
          onChange={(value) => showQueue(value === null || value === "all" ? all : value)}
        />
      )}
      {queue === undefined ? (
        <Button
          variant="default"
          classNames={{ section: css.icon }}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setMaking(true)}
        >
          Queue…
        </Button>
      ) : (
        <Tooltip label={`Remove the queue ${queue.name}; decisions stay`}>
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove the queue ${queue.name}`} onClick={() => void remove()}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <NewQueueDialog
        opened={making}
        filter={filter}
        filterWords={filterWords}
        listOrder={listOrder}
        onClose={() => setMaking(false)}
        onCreated={(made) => {
          setMaking(false);
          void refresh().then(() => showQueue(made.id));
        }}
      />
    </div>
  );
}
