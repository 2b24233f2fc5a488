import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { queryClient } from "../state/query-client.ts";
import { useWorkspaceGate } from "../state/workspace.ts";
import { useColorScheme } from "../theme/color-scheme.ts";
import { cssVariables, theme } from "../theme/theme.ts";
import { cspNonce } from "./csp-nonce.ts";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { Opening } from "./Opening.tsx";
import { Shell } from "./Shell.tsx";

/** The whole screen. The shell waits for the view state, so that theme and view do not jump. */
export function App() {
  const { ready, generation } = useWorkspaceGate();
  const scheme = useColorScheme();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} getStyleNonce={cspNonce} forceColorScheme={scheme}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={4} containerWidth={380} />
        <ErrorBoundary what="The window">{ready ? <Shell key={generation} /> : <Opening />}</ErrorBoundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}
