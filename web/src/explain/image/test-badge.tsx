import { Badge } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { MethodTest } from "../../../../src/app/protocol/explanation-api.ts";

const looks = {
  passed: { color: "leaf", words: "passed its tests", Icon: IconCheck },
  partly: { color: "yellow", words: "passed in part", Icon: IconAlertTriangle },
  failed: { color: "red", words: "failed its tests", Icon: IconX },
  untested: { color: "gray", words: "not tested", Icon: IconMinus },
} as const;

/** Whether a method's maps can be believed on this model. */
export function TestBadge({ test }: { readonly test: MethodTest }): ReactElement {
  const { color, words, Icon } = looks[test.verdict];
  return (
    <Badge variant="outline" color={color} leftSection={<Icon size={12} aria-hidden />} tt="none">
      {words}
    </Badge>
  );
}
