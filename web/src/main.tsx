import "@fontsource/inter/latin-400.css";
import "@fontsource/inter/latin-600.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./main.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { followEvents } from "./api/hooks.ts";
import { createQueryClient } from "./api/query-client.ts";
import { styleNonce } from "./pictures/nonce.ts";
import { useHashPath, useHashSearch } from "./shell/hash-location.ts";
import { Shell } from "./shell/shell.tsx";
import { cssVariables, theme } from "./theme.ts";

// Mantine's dialogs keep the page behind them from scrolling, with a style of their own.
setNonce(styleNonce());
const client = createQueryClient();
followEvents(client);
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <Notifications position="bottom-right" />
        <Router hook={useHashPath} searchHook={useHashSearch}>
          <Shell />
        </Router>
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
