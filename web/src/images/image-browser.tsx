import { useDebouncedValue, useLocalStorage } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, lazy, type ReactElement, Suspense, useCallback, useMemo, useState } from "react";
import { useApi } from "../api/hooks.ts";
import { useDisplay } from "../pictures/use-display.ts";
import { countOf } from "../results/number-words.ts";
import { type Choice, chooseImages } from "./choose-images.ts";
import { ImageGrid } from "./grid/image-grid.tsx";
import { KeyHelp } from "./grid/key-help.tsx";
import { useSelection } from "./grid/use-selection.ts";
import { useStepKeys, useSteps } from "./history/use-steps.ts";
import styles from "./image-browser.module.css";
import { useKnowledge } from "./knowledge/use-knowledge.ts";
import { LabelBar } from "./label/label-bar.tsx";
import { labelKey } from "./label/label-key.ts";
import { RemoveDialog, SetGroupDialog } from "./label/selection-dialogs.tsx";
import { useClasses } from "./label/use-classes.ts";
import { useLabelling } from "./label/use-labelling.ts";
import type { PageImages } from "./page-image.ts";
import { ShownBanner } from "./place/shown-banner.tsx";
import { useImagePlace } from "./place/use-image-place.ts";
import { useShownImages } from "./place/use-shown-images.ts";
import { SidePanel } from "./side/side-panel.tsx";
import { TopBar } from "./top-bar.tsx";
import { gridId, useFocusBack } from "./use-focus-back.ts";
import { imagesKey } from "./use-images.ts";
import { usePreviews } from "./use-previews.ts";

const Viewer = lazy(async () => ({ default: (await import("./viewer/viewer.tsx")).Viewer }));

interface ImageBrowserProps {
  readonly images: PageImages;
  /** Its folder; the browser remembers the size of the pictures for each. */
  readonly workspace: string;
  /** What has happened last. */
  readonly said: string;
  readonly say: (words: string) => void;
  readonly onChooseFolder: () => void;
  readonly onFiles: (files: readonly File[]) => void;
}

/** All images of the workspace: filters at the side, the grid, and labels below it. */
export function ImageBrowser(props: ImageBrowserProps): ReactElement {
  const { say } = props;
  const labelling = useLabelling(props.images);
  const { images } = labelling;
  const steps = useSteps();
  const client = useQueryClient();
  const classes = useClasses(images.labels);
  const { labels } = classes;
  const [place, setPlace] = useImagePlace();
  const { choice } = place;
  const setChoice = (next: Choice): void => setPlace({ ...place, choice: next });
  const runs = useApi("runs/list", {}).data;
  // It may have been deleted on another page.
  const run = runs === undefined || runs.some(({ name }) => name === place.run) ? place.run : null;
  const knowledge = useKnowledge(run);
  const chosen = useShownImages(place.shown, images.images);
  const shown = useMemo(
    () => chooseImages(chosen.images, choice, knowledge),
    [chosen.images, choice, knowledge],
  );
  // What is counted beside the grid is what a click there can show.
  const sideImages = useMemo(() => ({ ...images, images: chosen.images }), [images, chosen.images]);
  const selection = useSelection(shown);
  const [size, setSize] = useLocalStorage({
    key: `mor-image-size ${props.workspace}`,
    defaultValue: 112,
    getInitialValueInEffect: false,
  });
  const previews = usePreviews(images.images.length);
  const [view, setView] = useDisplay();
  const [settledView] = useDebouncedValue(view, 120);
  const [dialog, setDialog] = useState<"keys" | "group" | "remove">();
  const [isViewing, setViewing] = useState(false);
  useFocusBack(isViewing || dialog !== undefined, "grid");

  const selected = useMemo(
    () => (selection.paths.size === 0 ? [] : shown.filter(({ path }) => selection.paths.has(path))),
    [shown, selection.paths],
  );
  const framed = shown[selection.active];
  const targets = selected.length > 0 ? selected : framed ? [framed] : [];

  const tell = async (words: Promise<string>): Promise<void> => say(await words);
  const move = async (way: "undo" | "redo"): Promise<void> => {
    const { words, renamed } = await steps.move(way);
    if (renamed !== null) {
      // The other name must have left the list, or it would come back as a new class.
      await client.refetchQueries({ queryKey: imagesKey });
      classes.rename(renamed.from, renamed.to);
    }
    say(words);
  };
  const onStep = (way: "undo" | "redo"): void => void move(way);
  useStepKeys(onStep);
  const label = (to: string | null): void => {
    void tell(labelling.label(targets, to));
    // Without a selection one labels image after image.
    if (selected.length === 0) selection.move(selection.active + 1, "alone");
  };
  const onKey = (event: KeyboardEvent): boolean => {
    const command = labelKey(event, labels);
    if (command?.kind === "label") label(command.label);
    else if (command?.kind === "no-class") say(command.words);
    else if (command !== undefined) onStep(command.kind);
    else if (event.key === "?") setDialog("keys");
    else return false;
    return true;
  };
  const moveTo = selection.move;
  const open = useCallback(
    (at: number) => {
      moveTo(at, "keep");
      setViewing(true);
    },
    [moveTo],
  );
  const close = (): void => setDialog(undefined);

  return (
    <div className={styles.browser}>
      <aside className={styles.side} aria-label="Which images">
        <SidePanel
          images={sideImages}
          classes={classes}
          choice={choice}
          onChange={setChoice}
          run={run}
          onRun={(next, after) => setPlace({ ...place, run: next, choice: after })}
          knowledge={knowledge}
          say={say}
        />
      </aside>
      <div className={styles.main}>
        <TopBar
          shown={shown.length}
          total={images.images.length}
          choice={choice}
          onChoice={setChoice}
          hasVerdicts={run !== null}
          size={size}
          onSize={setSize}
          view={view}
          onView={setView}
          onKeys={() => setDialog("keys")}
          onChooseFolder={props.onChooseFolder}
          onFiles={props.onFiles}
        />
        <div>
          {place.shown !== null && (
            <ShownBanner
              images={chosen.shown}
              found={chosen.images.length}
              onShowAll={() => {
                setPlace({ ...place, shown: null });
                document.getElementById(gridId)?.focus();
              }}
            />
          )}
        </div>
        <div className={styles.grid}>
          <ImageGrid
            images={shown}
            labels={labels}
            knowledge={knowledge}
            size={size}
            view={settledView}
            previews={previews}
            selection={selection}
            onOpen={open}
            onKey={onKey}
          />
        </div>
        <div className={styles.foot}>
          <LabelBar
            labels={labels}
            note={props.said || `${countOf(shown.length, "image")} shown. Press ? in the grid for its keys.`}
            count={targets.length}
            isSelection={selected.length > 0}
            steps={steps}
            onStep={onStep}
            onLabel={label}
            onNewClass={(name) => {
              classes.add(name);
              if (selected.length > 0) void tell(labelling.label(selected, name));
              else say(`Class ${name} is there; select images and give it to them`);
            }}
            onGroup={() => setDialog("group")}
            onRemove={() => setDialog("remove")}
          />
        </div>
      </div>
      <p id="image-keys" className="spoken">
        Arrow keys move, space selects, 1 to 9 label, 0 takes the label away, Control Z undoes, Enter opens,
        question mark shows all keys.
      </p>
      {isViewing && framed && (
        <Suspense>
          <Viewer
            image={framed}
            position={selection.active}
            total={shown.length}
            labels={labels}
            verdict={knowledge.verdicts.get(framed.path)}
            view={view}
            settled={settledView}
            onView={setView}
            find={(path) => ({
              path,
              image: images.images.find((image) => image.path === path),
              place: shown.findIndex((image) => image.path === path),
            })}
            onMove={(to) => moveTo(to, "alone")}
            onLabel={(to) => void tell(labelling.label([framed], to))}
            onStep={onStep}
            say={say}
            onClose={() => setViewing(false)}
          />
        </Suspense>
      )}
      {dialog === "keys" && <KeyHelp onClose={close} />}
      {dialog === "group" && <SetGroupDialog images={targets} say={say} onClose={close} />}
      {dialog === "remove" && <RemoveDialog images={targets} say={say} onClose={close} />}
    </div>
  );
}
