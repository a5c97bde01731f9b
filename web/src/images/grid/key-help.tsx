import { Kbd, Modal, Table } from "@mantine/core";
import type { ReactElement } from "react";

const keys: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [["←", "→", "↑", "↓"], "Move the frame; what was selected no longer is"],
  [["Ctrl", "arrow"], "Move the frame and keep the selection"],
  [["Shift", "arrow"], "Select on the way"],
  [["Space"], "Select or unselect the image in the frame"],
  [["Ctrl", "A"], "Select all images that are shown"],
  [["Esc"], "Select none"],
  [["1", "…", "9"], "Label the selected images, or the one in the frame and go on"],
  [["0"], "Take the label away (also Delete)"],
  [["Ctrl", "Z"], "Undo the last change: labels, classes, groups, images added or taken out, the partition"],
  [["Ctrl", "Shift", "Z"], "Do it again (also Ctrl+Y)"],
  [["Enter"], "Look at the image in large; in there + and - zoom, F fits, arrows move an enlarged picture"],
  [[",", "."], "In the large view, the page before or after in a file with several"],
  [["Page Up", "Page Down"], "A screen up or down; in the large view the image before or after"],
  [["Home", "End"], "To the first or last image"],
  [["?"], "These keys"],
];

export function KeyHelp({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Modal opened onClose={onClose} title="Keys" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      <Table>
        <Table.Tbody>
          {keys.map(([names, meaning]) => (
            <Table.Tr key={meaning}>
              <Table.Td w={220}>
                {names.map((name) => (
                  <Kbd key={name} mr={4}>
                    {name}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
