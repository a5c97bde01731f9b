import { Alert, Progress, Text } from "@mantine/core";
import type { ReactElement } from "react";
import type { Uploads } from "./use-uploads.ts";

interface UploadNoticeProps {
  readonly uploads: Uploads;
  readonly onClose: () => void;
}

/** How far dropped files are, and which were no images. */
export function UploadNotice({ uploads, onClose }: UploadNoticeProps): ReactElement {
  const { done, total, kept, refused } = uploads;
  const isOver = done === total;
  return (
    <Alert
      m="sm"
      p="xs"
      color={refused.length > 0 ? "yellow" : "leaf"}
      title={
        isOver
          ? `${kept.toLocaleString("en")} of ${total.toLocaleString("en")} files are in the workspace`
          : `Copying into the workspace: ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`
      }
      withCloseButton={isOver}
      closeButtonLabel="Close"
      onClose={onClose}
      role="status"
    >
      {!isOver && <Progress value={(100 * done) / total} aria-label="Copied files" />}
      {refused.slice(0, 5).map(({ name, reason }) => (
        <Text key={name} size="sm">
          {name}: {reason}
        </Text>
      ))}
      {refused.length > 5 && <Text size="sm">and {refused.length - 5} more</Text>}
    </Alert>
  );
}
