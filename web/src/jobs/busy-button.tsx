import { Button, type ButtonProps } from "@mantine/core";
import type { MouseEvent, ReactElement } from "react";

interface Properties extends ButtonProps {
  /** Its action is under way. */
  readonly busy?: boolean;
  /** There is nothing that it could do. */
  readonly blocked?: boolean;
  readonly type?: "button" | "submit";
  readonly onClick?: () => void;
}

/** A button that keeps the focus while it cannot be used: a disabled one would lose it to the page. */
export function BusyButton({
  busy = false,
  blocked = false,
  type = "button",
  onClick,
  ...look
}: Properties): ReactElement {
  const off = busy || blocked;
  return (
    <Button
      {...look}
      type={type}
      aria-busy={busy || undefined}
      aria-disabled={off || undefined}
      data-disabled={off}
      onClick={(event: MouseEvent) => (off ? event.preventDefault() : onClick?.())}
    />
  );
}
