import { Alert, Center, Loader } from "@mantine/core";
import { lazy, type ReactElement, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useApi } from "../api/hooks.ts";
import { DropZone } from "./add/drop-zone.tsx";
import { pickedFiles } from "./add/dropped-files.ts";
import { EmptyWorkspace } from "./add/empty-workspace.tsx";
import { UploadNotice } from "./add/upload-notice.tsx";
import { useUploads } from "./add/use-uploads.ts";
import { ImageBrowser } from "./image-browser.tsx";
import { gridId, useFocusBack } from "./use-focus-back.ts";
import { useImages } from "./use-images.ts";

const FolderDialog = lazy(async () => ({ default: (await import("./add/folder-dialog.tsx")).FolderDialog }));

/** Choose, look at and label images. */
export function ImagesPage(): ReactElement {
  const images = useImages();
  const { uploads, send, forget } = useUploads();
  const [choosing, setChoosing] = useState(false);
  useFocusBack(choosing);
  const [said, setSaid] = useState("");
  // What offered the first images has left the page, and may have had the focus.
  const isEmpty = images.data?.images.length === 0;
  const wasEmpty = useRef(false);
  useEffect(() => {
    if (wasEmpty.current && !isEmpty && document.activeElement === document.body) {
      document.getElementById(gridId)?.focus();
    }
    wasEmpty.current = isEmpty;
  }, [isEmpty]);
  const chooseFolder = useCallback(() => setChoosing(true), []);
  const sendFiles = useCallback((files: readonly File[]) => void send(pickedFiles(files), false), [send]);
  const { data } = images;
  const workspace = useApi("workspace/facts", {}).data?.folder;
  return (
    <DropZone
      onFiles={(files) =>
        void send(
          files,
          files.some(({ folder }) => folder !== null),
        )
      }
    >
      <p className="spoken" aria-live="polite">
        {said}
      </p>
      {images.error && (
        <Alert color="red" m="md" title={images.error.message}>
          {images.error.hint}
        </Alert>
      )}
      {(images.isPending || (workspace === undefined && !images.error)) && (
        <Center h={320} role="status" aria-label="Reading the images">
          <Loader type="dots" />
        </Center>
      )}
      {uploads && <UploadNotice uploads={uploads} onClose={forget} />}
      {data &&
        workspace !== undefined &&
        (data.images.length === 0 ? (
          <EmptyWorkspace onChooseFolder={chooseFolder} onFiles={sendFiles} />
        ) : (
          <ImageBrowser
            images={data}
            workspace={workspace}
            said={said}
            say={setSaid}
            onChooseFolder={chooseFolder}
            onFiles={sendFiles}
          />
        ))}
      {choosing && (
        <Suspense>
          <FolderDialog say={setSaid} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
    </DropZone>
  );
}
