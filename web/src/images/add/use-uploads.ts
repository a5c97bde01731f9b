import { useCallback, useRef, useState } from "react";
import { ServerRefusal, uploadFile } from "../../api/client.ts";
import { knownReason } from "../viewer/file-words.ts";
import type { DroppedFile } from "./dropped-files.ts";

/** Files on their way into the workspace. */
export interface Uploads {
  readonly done: number;
  readonly total: number;
  readonly kept: number;
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

const atOnce = 3;

/** Sends files one after the other; several calls queue up. */
export function useUploads(): {
  readonly uploads: Uploads | undefined;
  readonly send: (files: readonly DroppedFile[], foldersAreClasses: boolean) => Promise<void>;
  readonly forget: () => void;
} {
  const [uploads, setUploads] = useState<Uploads>();
  const running = useRef(false);
  const send = useCallback(
    async (files: readonly DroppedFile[], foldersAreClasses: boolean): Promise<void> => {
      if (running.current || files.length === 0) return;
      running.current = true;
      const join = crypto.randomUUID(); // undone as one
      const left = [...files].reverse();
      const refused: { name: string; reason: string }[] = [];
      let kept = 0;
      const tell = (): void =>
        setUploads({ done: kept + refused.length, total: files.length, kept, refused: [...refused] });
      const work = async (): Promise<void> => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) {
          const { file, folder } = next;
          try {
            await uploadFile(
              "images/drop",
              { name: file.name, label: foldersAreClasses ? folder : null, join },
              file,
            );
            kept++;
          } catch (error) {
            const reason = error instanceof ServerRefusal ? refusalWords(error) : "It could not be read.";
            refused.push({ name: file.name, reason });
          }
          tell();
        }
      };
      tell();
      await Promise.all(Array.from({ length: atOnce }, work));
      running.current = false;
    },
    [],
  );
  return { uploads, send, forget: () => setUploads(undefined) };
}

/** What is said of a file is in the words of its format. */
function refusalWords({ code, message }: ServerRefusal): string {
  return (code.startsWith("image-") ? knownReason(message) : undefined) ?? message;
}
