import { Autocomplete, Select, SimpleGrid, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import type { InputKind } from "../../../src/app/protocol/backbone-api.ts";
import { useAction } from "../api/hooks.ts";
import { JobLine, useJob } from "../explain/parts/job-line.tsx";
import { BusyButton } from "../jobs/busy-button.tsx";

const inputKinds: readonly { readonly value: InputKind; readonly label: string }[] = [
  { value: "torch", label: "torch: mean and deviation of ImageNet" },
  { value: "tensorflow", label: "tensorflow: -1 to 1" },
  { value: "caffe", label: "caffe: mean of ImageNet, 0 to 255" },
  { value: "unit", label: "unit: 0 to 1" },
];

/** Copies a weight file of one's own into the store. */
export function AddNetwork({ files }: { readonly files: readonly string[] }): ReactElement {
  const [file, setFile] = useState("");
  const [name, setName] = useState("");
  const [licence, setLicence] = useState("");
  const [citation, setCitation] = useState("");
  const [inputScaling, setInputScaling] = useState<InputKind | null>(null);
  const [tap, setTap] = useState("");
  const add = useAction("backbones/add");
  const job = useJob(add.data?.job ?? null);
  const send = (): void =>
    add.mutate({
      file,
      ...(name === "" ? {} : { as: name }),
      ...(licence === "" ? {} : { licence }),
      ...(citation === "" ? {} : { citation }),
      ...(inputScaling === null ? {} : { inputScaling }),
      ...(tap === "" ? {} : { tap }),
    });
  return (
    <details>
      <summary>
        <Text span fw={600} size="sm">
          Add a network of your own
        </Text>
      </summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (file !== "" && !add.isPending) send();
        }}
      >
        <SimpleGrid cols={2} spacing="sm" mt="xs" style={{ alignItems: "end" }}>
          <Autocomplete
            label="File"
            description="ONNX, or weights of a network above (.h5, .safetensors). Below the workspace or a folder chosen in Images."
            data={[...files]}
            value={file}
            onChange={setFile}
            spellCheck={false}
          />
          <TextInput
            label="Name"
            description="Small letters, digits and dashes. That of the file if left out."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            spellCheck={false}
          />
          <TextInput
            label="Licence of the weights"
            value={licence}
            onChange={(event) => setLicence(event.currentTarget.value)}
          />
          <TextInput
            label="To cite"
            placeholder="Authors, year, doi"
            value={citation}
            onChange={(event) => setCitation(event.currentTarget.value)}
          />
          <Select
            label="How an ONNX network wants its input"
            data={[...inputKinds]}
            value={inputScaling}
            onChange={setInputScaling}
            placeholder="torch"
            clearable
          />
          <TextInput
            label="Its value that the features are (tap)"
            placeholder="the last pooled features"
            value={tap}
            onChange={(event) => setTap(event.currentTarget.value)}
            spellCheck={false}
          />
        </SimpleGrid>
        <BusyButton
          type="submit"
          size="xs"
          mt="sm"
          leftSection={<IconPlus size={16} aria-hidden />}
          busy={add.isPending || (job !== undefined && job.ended === null)}
          blocked={file === ""}
        >
          Add to the store
        </BusyButton>
      </form>
      {job && (
        <div aria-live="polite">
          {job.status === "finished" ? <Text size="sm">It is in the store now.</Text> : <JobLine job={job} />}
          {job.warnings.map((warning) => (
            <Text key={warning} size="sm" c="dimmed">
              {warning}
            </Text>
          ))}
        </div>
      )}
    </details>
  );
}
