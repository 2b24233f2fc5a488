import "./theme/components.css";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./theme/tokens.css";
import "./styles/global.css";
import { createRoot } from "react-dom/client";
import { App, publishNonce } from "./app/App.tsx";
import { address } from "./app/addresses.ts";
import { loadFirstView } from "./app/views.tsx";
import { ignoreKeysWhileComposing } from "./components/use-commands.ts";
import { connectState } from "./state/connect.ts";
import { firstView } from "./state/first-paint.ts";

publishNonce();
ignoreKeysWhileComposing(window);
connectState(address);
loadFirstView(firstView());
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);
