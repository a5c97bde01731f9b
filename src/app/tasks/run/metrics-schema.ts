import { z } from "zod";

const number = z.number().nullable(); // what has no end is null in JSON

/** What readers of files use of an `Estimate`. */
export const estimateSchema: z.ZodType = z.object({
  value: number,
  low: number,
  high: number,
  note: z.string().optional(),
});

/** What readers of files use of a `MetricSet`. */
export const metricSetSchema: z.ZodType = z.object({
  count: z.int().min(0),
  accuracy: estimateSchema,
  balancedAccuracy: estimateSchema,
  macroF1: estimateSchema,
  macroAuc: estimateSchema,
  perClass: z.array(
    z.object({
      label: z.string(),
      support: z.int().min(0),
      precision: estimateSchema,
      recall: estimateSchema,
      f1: estimateSchema,
      auc: estimateSchema,
    }),
  ),
  confusion: z.object({ labels: z.array(z.string()), counts: z.array(z.array(z.number())) }),
  warnings: z.array(z.string()),
});
