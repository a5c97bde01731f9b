import { Group, Paper, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { percent } from "../results/number-words.ts";
import styles from "./part-bars.module.css";

type Counts = readonly [train: number, val: number, test: number];

interface Row {
  readonly name: string;
  readonly counts: Counts;
}

interface PartBarsProps {
  readonly title: string;
  readonly rows: readonly Row[];
  /** All together, told in words: a bar of them would need another scale than those of the rows. */
  readonly total?: Counts;
  /** Names that stand in several parts. */
  readonly leaks?: ReadonlySet<string>;
  /** Many rows: they scroll. */
  readonly isTall?: boolean;
}

const parts = ["train", "val", "test"] as const;

/** One bar for each row, cut into its parts; the length is the number of images. */
export function PartBars({ title, rows, total, leaks, isTall = false }: PartBarsProps): ReactElement {
  const longest = Math.max(1, ...rows.map(({ counts }) => sum(counts)));
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Group gap="lg" aria-hidden={total === undefined || undefined}>
          {parts.map((part, index) => (
            <Group key={part} gap={6}>
              <span className={`${styles.swatch} ${styles[part]}`} aria-hidden />
              <Text size="sm">
                {part}
                {total && <b> {(total[index] ?? 0).toLocaleString("en")}</b>}
                {total && ` (${percent((total[index] ?? 0) / Math.max(1, sum(total)), 0)})`}
              </Text>
            </Group>
          ))}
        </Group>
      </Group>
      <div
        className={isTall ? styles.tall : undefined}
        {...(isTall ? { tabIndex: 0, role: "group", "aria-label": `${title}, rows` } : {})}
      >
        <table className={styles.table}>
          <colgroup>
            <col className={styles.narrow} />
            <col />
            <col className={styles.narrow} />
          </colgroup>
          <tbody>
            {rows.map(({ name, counts }) => (
              <tr key={name} className={leaks?.has(name) ? styles.leak : undefined}>
                <th scope="row" className={styles.name} title={name}>
                  {name}
                </th>
                <td>
                  <div className={styles.bar} style={{ width: `${(100 * sum(counts)) / longest}%` }}>
                    {parts.map((part, index) =>
                      counts[index] ? (
                        <span
                          key={part}
                          className={`${styles.piece} ${styles[part]}`}
                          style={{ flexGrow: counts[index] }}
                          title={`${counts[index].toLocaleString("en")} in ${part}`}
                        >
                          <span className={styles.count}>{counts[index].toLocaleString("en")}</span>
                          <span className="spoken"> in {part}, </span>
                        </span>
                      ) : null,
                    )}
                  </div>
                </td>
                <td className={styles.total}>
                  {sum(counts).toLocaleString("en")}
                  {leaks?.has(name) && <span className={styles.flag}> in several parts</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Paper>
  );
}

function sum(counts: Counts): number {
  return counts[0] + counts[1] + counts[2];
}
