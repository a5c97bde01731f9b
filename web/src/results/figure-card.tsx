import { Card, Text, Title } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";

/** A part of a page with a title, and a sentence on what it shows. */
export function FigureCard({
  title,
  id,
  description,
  aside,
  children,
}: {
  readonly title: string;
  /** By which it can be given the focus. */
  readonly id?: string;
  readonly description?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Card
      withBorder
      padding="md"
      component="section"
      aria-label={title}
      {...(id === undefined ? {} : { id, tabIndex: -1 })}
    >
      <div style={{ display: "flex", justifyContent: "space-between", gap: "1rem", alignItems: "start" }}>
        <div>
          <Title order={2} size="h4">
            {title}
          </Title>
          {description === undefined ? null : (
            <Text size="sm" c="dimmed" mb="xs" maw="70ch">
              {description}
            </Text>
          )}
        </div>
        {aside}
      </div>
      {children}
    </Card>
  );
}
