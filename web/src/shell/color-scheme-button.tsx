import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import type { ReactElement } from "react";

/** Changes between light and dark; until it is used the page follows the system. */
export function ColorSchemeButton(): ReactElement {
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme("light");
  const next = now === "dark" ? "light" : "dark";
  const words = `Change to ${next} colours`;
  return (
    <Tooltip label={words}>
      <ActionIcon variant="default" size="lg" aria-label={words} onClick={() => setColorScheme(next)}>
        {next === "dark" ? <IconMoon size={18} stroke={1.6} /> : <IconSun size={18} stroke={1.6} />}
      </ActionIcon>
    </Tooltip>
  );
}
