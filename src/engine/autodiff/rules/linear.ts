import type { Value } from "../../graph/graph.ts";
import { type RulesFor, sizes, unbroadcast } from "../gradient-rule.ts";

export const linearRules: RulesFor<"FusedMatMul" | "Gemm" | "MatMul"> = {
  // y = alpha A' B' + beta C, where ' stands for the transposition that the attributes ask for.
  Gemm: (c) => {
    const { alpha = 1, beta = 1, transA = 0, transB = 0 } = c.attributes;
    const [left, right, bias] = [c.input(0), c.input(1), c.inputs[2]];
    const gemm = (a: Value, b: Value, turnA: number, turnB: number) =>
      c.b.op("Gemm", [a, b], { alpha, transA: turnA, transB: turnB });
    const scaled = (gradient: Value) => (beta === 1 ? gradient : c.mul(gradient, beta));
    return [
      c.wants(0) ? (transA ? gemm(right, c.dy, transB, 1) : gemm(c.dy, right, 0, transB ? 0 : 1)) : undefined,
      c.wants(1) ? (transB ? gemm(c.dy, left, 1, transA) : gemm(left, c.dy, transA ? 0 : 1, 0)) : undefined,
      bias && c.wants(2) ? scaled(unbroadcast(c, c.dy, bias.shape)) : undefined,
    ];
  },
  MatMul: (c) => {
    const [a, b] = [c.input(0), c.input(1)];
    // A vector is a row on the left and a column on the right.
    const left = a.shape.length === 1 ? c.reshape(a, [1, ...sizes(a)]) : a;
    const right = b.shape.length === 1 ? c.reshape(b, [...sizes(b), 1]) : b;
    const full = c.b.op("MatMul", [left, right]).shape;
    const dy = c.dy.shape.length === full.length ? c.dy : c.reshape(c.dy, full);
    const shapedLike = (gradient: Value, like: Value): Value => {
      const matrix = unbroadcast(c, gradient, like === a ? left.shape : right.shape);
      return matrix.shape.length === like.shape.length ? matrix : c.reshape(matrix, like.shape);
    };
    return [
      c.wants(0) ? shapedLike(c.matmul(dy, right, { transB: true }), a) : undefined,
      c.wants(1) ? shapedLike(c.matmul(left, dy, { transA: true }), b) : undefined,
    ];
  },
  FusedMatMul: (c) => {
    const { alpha = 1, transA = 0, transB = 0 } = c.attributes;
    const [a, b] = [c.input(0), c.input(1)];
    const product = (left: Value, right: Value, turnA: number, turnB: number) =>
      c.b.op("FusedMatMul", [left, right], { alpha, transA: turnA, transB: turnB });
    return [
      c.wants(0)
        ? unbroadcast(c, transA ? product(b, c.dy, transB, 1) : product(c.dy, b, 0, transB ? 0 : 1), a.shape)
        : undefined,
      c.wants(1)
        ? unbroadcast(c, transB ? product(c.dy, a, 1, transA) : product(a, c.dy, transA ? 0 : 1, 0), b.shape)
        : undefined,
    ];
  },
};
