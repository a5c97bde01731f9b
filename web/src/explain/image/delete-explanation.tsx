import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import type { ExplanationFacts } from "../../../../src/app/protocol/explanation-api.ts";
import { useAction } from "../../api/hooks.ts";
import { DeleteDialog } from "../../jobs/delete-dialog.tsx";
import { countOf } from "../../results/number-words.ts";

interface Properties {
  readonly facts: ExplanationFacts;
  readonly compact?: boolean;
  readonly onDeleted: () => void;
}

/** Deletes an explanation from the disk; asks first. */
export function DeleteExplanation({ facts, compact = false, onDeleted }: Properties): ReactElement {
  const { name, images, run } = facts;
  const [asks, setAsks] = useState(false);
  const remove = useAction("explain/remove");
  const client = useQueryClient();
  const close = (): void => setAsks(false);
  const done = async (): Promise<void> => {
    close();
    // A method that was tested only there is untested now, so the options have changed as well.
    await client.invalidateQueries({
      predicate: ({ queryKey: [asked, input] }) =>
        String(asked).startsWith("explain/") && !(asked === "explain/details" && isOf(input, name)),
    });
    onDeleted();
  };
  return (
    <>
      <Button
        size={compact ? "compact-sm" : "xs"}
        variant={compact ? "subtle" : "default"}
        color="gray"
        leftSection={<IconTrash size={16} aria-hidden />}
        flex="none"
        onClick={() => setAsks(true)}
        aria-label={`Delete the explanation ${name}`}
      >
        Delete
      </Button>
      <DeleteDialog
        opened={asks}
        name={name}
        busy={remove.isPending}
        onKeep={close}
        onDelete={() => remove.mutate({ name }, { onSuccess: () => void done(), onError: close })}
      >
        {`The maps and figures of ${countOf(images.length, "image")} by ${run} are deleted from the disk and cannot be had back. Images, labels and the model stay; the same can be explained again.`}
      </DeleteDialog>
    </>
  );
}

/** What is gone cannot be asked for again. */
function isOf(input: unknown, name: string): boolean {
  return typeof input === "object" && input !== null && "name" in input && input.name === name;
}
