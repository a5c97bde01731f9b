/** What the page offers for training: ways to begin, and every option. */
export interface TrainingOptions {
  readonly presets: readonly TrainingPreset[];
  readonly groups: readonly TrainingGroup[];
}

/** A good way to train, in plain words. */
export interface TrainingPreset {
  readonly id: string;
  readonly title: string;
  /** What it does and what it is good for, as full sentences. */
  readonly description: string;
  /** How long it takes, about, on two cores with images of 128 pixels. */
  readonly time: string;
  /** How many images it wants: "from 10 images of each class". */
  readonly images: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

export interface TrainingGroup {
  readonly id: "data" | "model" | "recipe" | "machine";
  readonly title: string;
  readonly description: string;
  readonly fields: readonly TrainingField[];
}

export interface TrainingField {
  readonly key: string;
  /** "Learning rate". */
  readonly label: string;
  readonly kind: "text" | "number" | "flag";
  readonly description: string;
  /** Empty where anything goes. */
  readonly choices: readonly string[];
  /** What people call the choices, by their names; others are called by these. */
  readonly choiceWords?: Readonly<Record<string, string>> | undefined;
  /** Null where the default depends on the data and the other options; the description says how. */
  readonly default: string | number | boolean | null;
  readonly unit: string | null;
}

/** What is wrong with a request to train. */
export interface TrainingProblem {
  /** Key of the option, or "name"; null where it is not one field alone. */
  readonly field: string | null;
  readonly message: string;
}

/** The labelled images of the workspace. */
export interface TrainingData {
  readonly images: number;
  readonly labelled: number;
  readonly classes: readonly {
    readonly label: string;
    readonly images: number;
    /** Null where no groups are known. */
    readonly groups: number | null;
  }[];
  /** Null where no groups are known. */
  readonly groups: number | null;
  /** Images by part; null where training will cut the data anew. */
  readonly parts: { readonly train: number; readonly val: number; readonly test: number } | null;
  /** What makes training impossible, as full sentences. */
  readonly obstacles: readonly string[];
  /** What the user should know before, as full sentences. */
  readonly warnings: readonly string[];
  /** A name for the next run that is free. */
  readonly suggestedName: string;
}
