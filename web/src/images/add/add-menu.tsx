import { Button, Menu } from "@mantine/core";
import { IconFolderOpen, IconPlus, IconSparkles, IconUpload } from "@tabler/icons-react";
import { type ReactElement, useRef } from "react";
import { useExampleImages } from "./use-example-images.ts";

interface AddMenuProps {
  readonly onChooseFolder: () => void;
  readonly onFiles: (files: readonly File[]) => void;
}

/** More images for a workspace that has some. */
export function AddMenu({ onChooseFolder, onFiles }: AddMenuProps): ReactElement {
  const field = useRef<HTMLInputElement>(null);
  const examples = useExampleImages();
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" style={{ flex: "none" }} leftSection={<IconPlus size={16} aria-hidden />}>
            Add images
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFolderOpen size={16} />} onClick={onChooseFolder}>
            A folder on this computer
          </Menu.Item>
          <Menu.Item leftSection={<IconUpload size={16} />} onClick={() => field.current?.click()}>
            Single files
          </Menu.Item>
          <Menu.Item leftSection={<IconSparkles size={16} />} onClick={examples.make}>
            Made-up examples
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        accept="image/png,image/jpeg,image/tiff,.tif,.tiff"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
