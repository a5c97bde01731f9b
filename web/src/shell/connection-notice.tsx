import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApi } from "../api/hooks.ts";

/** Says when the server has gone, and what to do about it. */
export function ConnectionNotice(): ReactElement | null {
  const { error } = useApi("jobs/list", {});
  if (error === null || (error.code !== "unreachable" && error.code !== "signed-out")) return null;
  return (
    <Alert
      color="orange"
      radius={0}
      icon={<IconPlugConnectedX stroke={1.6} />}
      title={error.message}
      role="alert"
    >
      {error.hint}
    </Alert>
  );
}
