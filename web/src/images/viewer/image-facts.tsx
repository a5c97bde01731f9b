import { Table, Text } from "@mantine/core";
import type { ReactElement } from "react";
import type { ImageDetails } from "../../../../src/app/protocol/image-api.ts";
import type { Verdict } from "../choose-images.ts";
import type { PageImage } from "../page-image.ts";
import { Copies, type OtherImage } from "./copies.tsx";
import { brokenWords, pixelTypeWords } from "./file-words.ts";

interface ImageFactsProps {
  readonly image: PageImage;
  readonly details: ImageDetails;
  /** Of the run that is chosen in the grid. */
  readonly verdict: Verdict | undefined;
  /** An image of the table, and its place among those that are shown. */
  readonly find: (path: string) => OtherImage;
  readonly onGo: (place: number) => void;
}

/** What is known of an image. */
export function ImageFacts(props: ImageFactsProps): ReactElement {
  const { image, details, verdict } = props;
  const { facts, broken, duplicates, hash, bytes } = details;
  const rows: readonly (readonly [string, string | null])[] = [
    ["Model", verdict ? `${verdict.predicted}, ${Math.round(100 * verdict.confidence)} % sure` : null],
    ["Group", image.group],
    ["Part", image.part],
    ["Size", facts && `${facts.width} × ${facts.height} pixels`],
    [
      "Values",
      facts &&
        `${pixelTypeWords(facts.pixelType)}, ${facts.channels === 1 ? "grey" : `${facts.channels} channels`}`,
    ],
    ["Pages", facts && facts.pages > 1 ? facts.pages.toLocaleString("en") : null],
    ["Pixel", facts?.pixelSize ? `${Number(facts.pixelSize.toPrecision(4))} µm` : null],
    ["File", facts && bytes !== null ? `${facts.format.toUpperCase()}, ${bytesWords(bytes)}` : null],
    ...Object.entries(details.columns),
  ];
  return (
    <>
      {broken !== null && (
        <div>
          <Text size="sm" c="var(--mantine-color-error)">
            {brokenWords(broken)}
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            In the program’s words: {broken}
          </Text>
        </div>
      )}
      <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={4}>
        <Table.Tbody>
          {rows.map(([name, value]) =>
            value ? (
              <Table.Tr key={name}>
                <Table.Th fw={400} c="dimmed" w={64}>
                  {name}
                </Table.Th>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
              </Table.Tr>
            ) : null,
          )}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {image.path}
      </Text>
      {hash !== null && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }} title={`SHA-256: ${hash}`}>
          Fingerprint {hash.slice(0, 12)}…, the same for equal files
        </Text>
      )}
      {duplicates.length > 0 && (
        <Copies image={image} others={duplicates.slice(0, 5).map(props.find)} onGo={props.onGo} />
      )}
    </>
  );
}

function bytesWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
