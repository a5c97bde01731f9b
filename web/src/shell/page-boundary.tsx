import { Alert, Button, Stack } from "@mantine/core";
import { Component, type ReactElement, type ReactNode } from "react";

interface State {
  readonly error: Error | undefined;
}

/** Keeps a bug in one page from taking the others with it. React has such boundaries as classes only. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? this.props.children : <BrokenPage error={error} />;
  }
}

function BrokenPage({ error }: { readonly error: Error }): ReactElement {
  return (
    <Stack p="lg" align="flex-start">
      <Alert color="red" title="This page has met a bug" w="100%">
        {error.message}. Your images, labels and runs are safe on the disk; please report it.
      </Alert>
      <Button onClick={() => window.location.reload()}>Open the page again</Button>
    </Stack>
  );
}
