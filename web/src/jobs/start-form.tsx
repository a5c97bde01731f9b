import { ActionIcon, Box, Code, CopyButton, Group, List, Text, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconPlayerPlay } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { TrainingProblem } from "../../../src/app/protocol/run/training-document.ts";
import { FigureCard } from "../results/figure-card.tsx";
import { BusyButton } from "./busy-button.tsx";

interface Properties {
  readonly label: string;
  readonly description: string;
  readonly button: string;
  readonly name: string;
  readonly command: string;
  readonly problems: readonly TrainingProblem[];
  readonly isStarting: boolean;
  readonly onName: (name: string) => void;
  readonly onStart: () => void;
}

/** The name of something that is to be made, what is wrong, the same as a command, and the button that starts it. */
export function StartForm(props: Properties): ReactElement {
  const { label, description, button, name, command, problems, isStarting, onName, onStart } = props;
  const ofName = problems.find(({ field }) => field === "name");
  const others = problems.filter(({ field }) => field !== "name");
  return (
    <FigureCard title="Start">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isStarting && problems.length === 0) onStart();
        }}
      >
        <Group align="start" mt="xs">
          <TextInput
            label={label}
            description={description}
            value={name}
            onChange={(event) => onName(event.currentTarget.value)}
            error={ofName?.message}
            maw={420}
            flex={1}
            spellCheck={false}
          />
          <BusyButton
            type="submit"
            mt={44}
            leftSection={<IconPlayerPlay size={18} aria-hidden />}
            busy={isStarting}
            blocked={problems.length > 0}
          >
            {button}
          </BusyButton>
        </Group>
      </form>
      {others.length > 0 && (
        <Box role="alert" mt="sm">
          <List size="sm" c="var(--mantine-color-error)">
            {others.map(({ message }) => (
              <List.Item key={message}>{message}</List.Item>
            ))}
          </List>
        </Box>
      )}
      {ofName === undefined && <CommandLine command={command} />}
    </FigureCard>
  );
}

function CommandLine({ command }: { readonly command: string }): ReactElement {
  return (
    <>
      <Text size="sm" c="dimmed" mt="md" mb={4}>
        The same in a terminal, in the folder of the workspace:
      </Text>
      <Group wrap="nowrap" gap="xs">
        <Code
          block
          flex={1}
          tabIndex={0}
          role="group"
          aria-label="Command line"
          style={{ whiteSpace: "pre-wrap" }}
        >
          {command}
        </Code>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? "Copied" : "Copy"}>
              <ActionIcon variant="default" size="lg" onClick={copy} aria-label="Copy the command line">
                {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
    </>
  );
}
