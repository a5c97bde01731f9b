import { ActionIcon, AppShell, Box, Center, Group, Loader, NavLink, Text, Tooltip } from "@mantine/core";
import { IconMicroscope } from "@tabler/icons-react";
import { type ReactElement, Suspense } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import { useApi } from "../api/hooks.ts";
import { useDisplayOf } from "../pictures/use-display.ts";
import { ColorSchemeButton } from "./color-scheme-button.tsx";
import { ConnectionNotice } from "./connection-notice.tsx";
import { JobsButton } from "./jobs-button.tsx";
import { PageBoundary } from "./page-boundary.tsx";
import { pages } from "./pages.ts";

/** What surrounds every page: the way through a study on the left, the work in progress at the top. */
export function Shell(): ReactElement {
  const [location] = useLocation();
  const facts = useApi("workspace/facts", {});
  useDisplayOf(facts.data?.folder);
  return (
    <AppShell header={{ height: 52 }} navbar={{ width: 176, breakpoint: 0 }} padding={0}>
      <button type="button" className="skip-link" onClick={focusMain}>
        Skip to the page
      </button>
      <AppShell.Header>
        <Group h="100%" px="md" gap="xs" wrap="nowrap">
          <ActionIcon
            component={Link}
            href="/images"
            variant="transparent"
            aria-label="DeepLearnMOR, to the images"
          >
            <IconMicroscope size={24} stroke={1.6} />
          </ActionIcon>
          <Text fw={650} visibleFrom="md">
            DeepLearnMOR
          </Text>
          <Tooltip label={facts.data?.folder ?? "The workspace"} openDelay={300}>
            <Text c="dimmed" truncate maw={420} tabIndex={0}>
              {facts.data?.name ?? ""}
            </Text>
          </Tooltip>
          <Group ml="auto" gap="xs" wrap="nowrap">
            <JobsButton />
            <ColorSchemeButton />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Steps of a study">
        {pages.map(({ path, title, purpose, icon: Icon }) => (
          <NavLink
            key={path}
            component={Link}
            href={path}
            active={location.startsWith(path)}
            aria-current={location.startsWith(path) ? "page" : undefined}
            label={title}
            title={purpose}
            leftSection={<Icon size={20} stroke={1.6} aria-hidden />}
            my={2}
            style={{ borderRadius: "var(--mantine-radius-md)" }}
          />
        ))}
        <Text size="xs" c="dimmed" mt="auto" px="xs">
          {facts.data === undefined ? "" : `mor ${facts.data.version}`}
          <br />
          All on this computer
        </Text>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: "none" }}>
        <ConnectionNotice />
        <Suspense fallback={<Waiting />}>
          <Switch>
            {pages.map(({ path, page: Page }) => (
              <Route key={path} path={path}>
                <PageBoundary>
                  <Page />
                </PageBoundary>
              </Route>
            ))}
            <Route>
              <Redirect to="/images" replace />
            </Route>
          </Switch>
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}

function Waiting(): ReactElement {
  return (
    <Center h={320}>
      <Box role="status" aria-label="Opening the page">
        <Loader type="dots" />
      </Box>
    </Center>
  );
}

/** A button and no link: the hash is the router's. */
function focusMain(): void {
  document.getElementById("main")?.focus();
}
