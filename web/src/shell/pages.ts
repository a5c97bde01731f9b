import {
  type Icon,
  IconChartBar,
  IconEye,
  IconPhoto,
  IconScale,
  IconSchool,
  IconScissors,
  IconWand,
} from "@tabler/icons-react";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";

export interface Page {
  readonly path: string;
  readonly title: string;
  /** What one does there, for the tooltip. */
  readonly purpose: string;
  readonly icon: Icon;
  readonly page: LazyExoticComponent<ComponentType>;
}

/** The pages in the order of a study; each is fetched when it is opened. */
export const pages: readonly Page[] = [
  {
    path: "/images",
    title: "Images",
    purpose: "Choose, look at and label images",
    icon: IconPhoto,
    page: lazy(async () => ({ default: (await import("../images/images-page.tsx")).ImagesPage })),
  },
  {
    path: "/partition",
    title: "Partition",
    purpose: "What is learnt from, and what is kept for the test",
    icon: IconScissors,
    page: lazy(async () => ({ default: (await import("../partition/partition-page.tsx")).PartitionPage })),
  },
  {
    path: "/train",
    title: "Train",
    purpose: "Let a model learn the classes",
    icon: IconSchool,
    page: lazy(async () => ({ default: (await import("../train/train-page.tsx")).TrainPage })),
  },
  {
    path: "/results",
    title: "Results",
    purpose: "How good a model is, and where it errs",
    icon: IconChartBar,
    page: lazy(async () => ({ default: (await import("../results/results-page.tsx")).ResultsPage })),
  },
  {
    path: "/compare",
    title: "Compare",
    purpose: "Which model to believe",
    icon: IconScale,
    page: lazy(async () => ({ default: (await import("../compare/compare-page.tsx")).ComparePage })),
  },
  {
    path: "/explain",
    title: "Explain",
    purpose: "What its verdicts rest on",
    icon: IconEye,
    page: lazy(async () => ({ default: (await import("../explain/explain-page.tsx")).ExplainPage })),
  },
  {
    path: "/predict",
    title: "Predict",
    purpose: "Classify new images",
    icon: IconWand,
    page: lazy(async () => ({ default: (await import("../predict/predict-page.tsx")).PredictPage })),
  },
];
