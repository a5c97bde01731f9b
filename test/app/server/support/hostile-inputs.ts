import { z } from "zod";

/** The inputs that a schema lets through, each with one text replaced by `hostile`; the others are as `good` says. */
export function hostileInputs(
  schema: z.ZodType,
  hostile: string,
  good: Readonly<Record<string, string>>,
  looseKeys: readonly string[] = [],
): { readonly field: string; readonly input: unknown }[] {
  const shape = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return textsOf(shape, "", looseKeys).map((field) => ({
    field,
    input: build(shape, "", { field, hostile, good, looseKeys }),
  }));
}

/** An input that should be taken: all texts as `good` says. */
export function goodInput(schema: z.ZodType, good: Readonly<Record<string, string>>): unknown {
  const shape = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return build(shape, "", { field: undefined, hostile: "", good, looseKeys: [] });
}

type Shape = z.core.JSONSchema.BaseSchema;

interface Plan {
  readonly field: string | undefined;
  readonly hostile: string;
  readonly good: Readonly<Record<string, string>>;
  /** Keys to be tried where an object takes any. */
  readonly looseKeys: readonly string[];
}

/** Where free text stands: `path`, `changes[].label`. */
function textsOf(shape: Shape, at: string, looseKeys: readonly string[]): string[] {
  const branches = (shape.anyOf ?? []).filter(isShape);
  if (branches.length > 0) return branches.flatMap((branch) => textsOf(branch, at, looseKeys));
  if (shape.type === "string") return shape.enum === undefined && shape.const === undefined ? [at] : [];
  if (shape.type === "array") return itemsOf(shape).flatMap((item) => textsOf(item, `${at}[]`, looseKeys));
  const loose = isShape(shape.additionalProperties) ? shape.additionalProperties : undefined;
  return [
    ...Object.entries(shape.properties ?? {}).flatMap(([key, value]) =>
      isShape(value) ? textsOf(value, `${at}.${key}`, looseKeys) : [],
    ),
    ...(loose === undefined ? [] : looseKeys.flatMap((key) => textsOf(loose, `${at}.${key}`, looseKeys))),
  ];
}

function build(shape: Shape, at: string, plan: Plan): unknown {
  const branches = (shape.anyOf ?? []).filter(isShape);
  if (branches.length > 0) {
    const branch =
      branches.find((one) => textsOf(one, at, plan.looseKeys).includes(plan.field ?? "-")) ?? branches[0];
    return branch === undefined ? null : build(branch, at, plan);
  }
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  if (shape.type === "string") {
    if (at === plan.field) return plan.hostile;
    return plan.good[/(\w+)(\[\])?$/.exec(at)?.[1] ?? ""] ?? "good";
  }
  if (shape.type === "integer" || shape.type === "number") return Math.max(shape.minimum ?? 0, 0);
  if (shape.type === "boolean") return false;
  if (shape.type === "null") return null;
  if (shape.type === "array") {
    const items = itemsOf(shape);
    const count = Math.max(shape.minItems ?? 0, items.length, 1);
    return Array.from({ length: count }, (_, index) => {
      const item = items[Math.min(index, items.length - 1)];
      return item === undefined ? null : build(item, `${at}[]`, plan);
    });
  }
  const made: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(shape.properties ?? {})) {
    const isAsked = textsOf({ properties: { [key]: value } }, at, plan.looseKeys).includes(plan.field ?? "-");
    if (isShape(value) && (isAsked || shape.required?.includes(key)))
      made[key] = build(value, `${at}.${key}`, plan);
  }
  if (isShape(shape.additionalProperties)) {
    const key = plan.looseKeys.find((name) => `${at}.${name}` === plan.field);
    if (key !== undefined) made[key] = plan.hostile;
  }
  return made;
}

function itemsOf(shape: Shape): Shape[] {
  const { prefixItems, items } = shape;
  if (prefixItems !== undefined) return prefixItems.filter(isShape);
  return isShape(items) ? [items] : [];
}

function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
