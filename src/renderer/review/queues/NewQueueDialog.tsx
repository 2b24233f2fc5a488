import { Button, Modal, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { type ComparisonFilter, defaultRepeats, maxRepeats, type NewQueue, type Queue } from "../../../contract/index.ts";
import { mutate } from "../../state/queries.ts";
import { orderWords } from "./order-words.ts";
import css from "./Queues.module.css";

const blindOrders: readonly string[] = ["random", "prompt"];

interface NewQueueDialogProps {
  opened: boolean;
  filter: ComparisonFilter;
  /** The filter in words; "" when it holds everything. */
  filterWords: string;
  /** Of the list, for a queue that is not blind. */
  listOrder: NewQueue["order"];
  onClose: () => void;
  onCreated: (queue: Queue) => void;
}

/** Keeps the comparisons of a filter as a queue; blind unless somebody says otherwise. */
export function NewQueueDialog({ opened, filter, filterWords, listOrder, onClose, onCreated }: NewQueueDialogProps) {
  const [name, setName] = useState("");
  const [blind, setBlind] = useState(true);
  const [mask, setMask] = useState(true);
  const [order, setOrder] = useState<NewQueue["order"]>("random");
  const [repeats, setRepeats] = useState(defaultRepeats);
  const [making, setMaking] = useState(false);
  const canRepeat = blind && order === "random";
  const isNamed = name.trim() !== "";
  const create = async () => {
    setMaking(true);
    const answer = await mutate("queues.create", {
      name: name.trim(),
      filter,
      order,
      blind,
      mask: blind && mask,
      ...(canRepeat && repeats > 0 && { repeats }),
    });
    setMaking(false);
    if (!answer.ok) return;
    setName("");
    onCreated(answer.value);
  };
  const data = Object.entries(orderWords)
    .filter(([value]) => !blind || blindOrders.includes(value))
    .map(([value, label]) => ({ value, label }));
  return (
    <Modal opened={opened} onClose={onClose} title="New queue">
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isNamed && !making) void create();
        }}
      >
        <TextInput label="Name" data-autofocus maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <p className={css.quiet}>{filterWords === "" ? "Holds all comparisons." : `Holds comparisons: ${filterWords}.`}</p>
        <Switch
          label="Blind"
          description="Engines, metrics, scores and the recorded winner stay hidden until you are done with a comparison. Its answers are shuffled. Comparisons that are reviewed are left out."
          checked={blind}
          onChange={(event) => {
            setBlind(event.currentTarget.checked);
            setOrder(event.currentTarget.checked ? "random" : listOrder);
          }}
        />
        {blind && (
          <Switch
            label="Block out names of models and vendors in texts"
            checked={mask}
            onChange={(event) => setMask(event.currentTarget.checked)}
          />
        )}
        <Select
          label="Order"
          data={data}
          allowDeselect={false}
          value={order}
          onChange={(value) => setOrder((value ?? "random") as NewQueue["order"])}
        />
        {canRepeat && (
          <NumberInput
            label="Shown a second time"
            description="So many come again later, unannounced and with the answers in the other order. Only the first decision counts; Fairness says how often the second was the same."
            min={0}
            max={100 * maxRepeats}
            clampBehavior="strict"
            allowDecimal={false}
            suffix=" %"
            value={Math.round(100 * repeats)}
            onChange={(value) => setRepeats(typeof value === "number" ? value / 100 : 0)}
          />
        )}
        <div className={css.buttons}>
          <Button type="submit" disabled={!isNamed} loading={making}>
            Create queue
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Modal>
  );
}
