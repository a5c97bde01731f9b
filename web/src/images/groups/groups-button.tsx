import { Button } from "@mantine/core";
import { lazy, type ReactElement, Suspense, useState } from "react";
import { useFocusBack } from "../use-focus-back.ts";

const GroupDialog = lazy(async () => ({ default: (await import("./group-dialog.tsx")).GroupDialog }));

interface GroupsButtonProps {
  readonly columns: readonly string[];
  readonly hasGroups: boolean;
  readonly say: (words: string) => void;
}

/** Opens the dialog that finds groups in file names. */
export function GroupsButton(props: GroupsButtonProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  useFocusBack(isOpen);
  return (
    <>
      <Button size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>
        {props.hasGroups ? "Change" : "Find in names"}
      </Button>
      {isOpen && (
        <Suspense>
          <GroupDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
