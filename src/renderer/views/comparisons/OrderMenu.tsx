import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconArrowsSort, IconCheck } from "@tabler/icons-react";
import { memo } from "react";
import { comparisonOrders } from "../../../contract/index.ts";
import { orderWords } from "../../review/queues/order-words.ts";
import type { ListOrder } from "./order.ts";

interface OrderMenuProps {
  order: ListOrder;
  onChange: (order: ListOrder) => void;
}

/** Chooses the order of the open list. Memoised: the list is drawn with every press of a key. */
export const OrderMenu = memo(function OrderMenu({ order, onChange }: OrderMenuProps) {
  const words = `Order: ${orderWords[order].toLowerCase()}`;
  return (
    <Menu position="bottom-start" shadow="sm">
      <Tooltip label={words}>
        <span>
          <Menu.Target>
            <ActionIcon variant={order === "recorded" ? "subtle" : "light"} color="gray" size="sm" aria-label={words}>
              <IconArrowsSort size={14} aria-hidden />
            </ActionIcon>
          </Menu.Target>
        </span>
      </Tooltip>
      <Menu.Dropdown>
        {comparisonOrders.map((one) => (
          <Menu.Item
            key={one}
            aria-current={one === order}
            leftSection={one === order ? <IconCheck size={14} aria-hidden /> : <span style={{ width: 14 }} />}
            onClick={() => onChange(one)}
          >
            {orderWords[one]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
});
