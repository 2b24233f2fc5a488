import { Button } from "@mantine/core";
import { navigate } from "../../../state/navigation.ts";

export const ImportButton = () => <Button onClick={() => navigate("import")}>Import a file</Button>;
