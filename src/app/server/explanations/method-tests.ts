import { MorError } from "../../../errors.ts";
import type { MethodTest } from "../../protocol/explanation-api.ts";
import { type ExplainedRecord, findExplainedRecord } from "../../tasks/run/folder/explained-record.ts";
import { findRun } from "../runs/find-run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { runNameOf } from "../workspace/workspace-place.ts";
import { judgeMethod } from "./judge-method.ts";
import { listExplanations } from "./read-explanation.ts";

/** How a method fared on a run, by its name. */
export type MethodTests = (method: string) => MethodTest;

/** The latest test of each method on a run: in its own folder, or among the explanations of the workspace. */
export async function findMethodTests(workspace: Workspace, run: string): Promise<MethodTests> {
  const found = new Map<string, { readonly test: MethodTest; readonly created: number }>();
  const add = (method: string, test: MethodTest, created: number): void => {
    const known = found.get(method);
    if (test.images > 0 && (known === undefined || known.created < created))
      found.set(method, { test, created });
  };
  const own = await ownTests(workspace, run);
  for (const { name, faithfulness } of own?.methods ?? []) {
    if (own && faithfulness) add(name, judgeMethod(faithfulness, own.tested), Date.parse(own.created));
  }
  for (const { record } of await listExplanations(workspace)) {
    if (runNameOf(workspace.folder, record.run) !== run) continue;
    for (const [name, tested] of Object.entries(record.faithfulness)) {
      add(name, judgeMethod(tested, record.testedImages), Date.parse(record.created));
    }
  }
  return (method) => found.get(method)?.test ?? judgeMethod(undefined, 0);
}

/** Of explanations whose run is gone. */
export const noMethodTests: MethodTests = () => judgeMethod(undefined, 0);

/** Undefined also for a run that lies elsewhere, and for a broken record, which is written anew with the next test. */
async function ownTests(workspace: Workspace, run: string): Promise<ExplainedRecord | undefined> {
  try {
    return await findExplainedRecord(await findRun(workspace, run));
  } catch (error) {
    if (error instanceof MorError) return undefined;
    throw error;
  }
}
