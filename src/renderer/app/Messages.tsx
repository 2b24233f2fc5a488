import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

/** The messages in the corner. What is reported before they are here waits in their store. */
export function Messages() {
  return <Notifications position="bottom-right" limit={4} containerWidth={380} />;
}
