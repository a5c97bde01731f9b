import { createBuilder } from "../../../engine/graph/builder.ts";
import { openSession, type SessionOptions } from "../../../engine/runtime/session.ts";
import { tensor } from "../../../tensor/tensor.ts";
import type { RowProductsFactory } from "../../classical/logistic/product-loss.ts";

/** The products of a linear model on the device that networks run on: some thirty times as fast as plain loops. */
export async function openRowProducts(
  options: SessionOptions,
): Promise<{ readonly products: RowProductsFactory; readonly close: () => Promise<void> }> {
  const session = {
    forward: await openProduct(["N", "F"], ["K", "F"], { transB: 1 }, options),
    backward: await openProduct(["N", "K"], ["N", "F"], { transA: 1 }, options),
  };
  return {
    products({ data, rows, columns }, classCount) {
      const x = tensor("float32", [rows, columns], data);
      return {
        async forward(weights) {
          const right = tensor("float32", [classCount, columns], weights);
          const { product } = await session.forward.run({ left: x, right });
          return product?.data as Float32Array; // a float32 output
        },
        async backward(residuals) {
          const left = tensor("float32", [rows, classCount], residuals);
          const { product } = await session.backward.run({ left, right: x });
          return product?.data as Float32Array; // a float32 output
        },
      };
    },
    async close() {
      await session.forward.close();
      await session.backward.close();
    },
  };
}

async function openProduct(
  left: readonly string[],
  right: readonly string[],
  attributes: { readonly transA?: number; readonly transB?: number },
  options: SessionOptions,
): ReturnType<typeof openSession> {
  const b = createBuilder();
  const operands = [b.input("left", "float32", left), b.input("right", "float32", right)];
  b.output(b.op("Gemm", operands, attributes), "product");
  return openSession(b.build(), options);
}
