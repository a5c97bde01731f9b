import type { Texture } from "../optics/texture-tile.ts";

/** What a specimen is made of; lengths are shares of the field of view, which is [0, 1] x [0, 1]. */
export type Shape = Thread | Body;

/** Tubes of round section, joined into one object; a path of one point is a ball. */
export interface Thread {
  readonly kind: "thread";
  readonly paths: readonly Path[];
  /** Brightness at its axis, about 1. */
  readonly amplitude: number;
  /** Inner radius over outer radius, 0 solid to about 0.95. */
  readonly hollow: number;
}

/** x, y and radius of each point in turn. */
export type Path = readonly number[];

/** A closed curve r(angle) in axes that are turned, stretched and bent. */
export interface Outline {
  readonly x: number;
  readonly y: number;
  /** Direction of the long axis in radians. */
  readonly angle: number;
  /** Long over short axis. */
  readonly aspect: number;
  /** Second derivative of the long axis, 0 straight. */
  readonly bend: number;
  /** r at equal steps of the angle, before the axes are stretched. */
  readonly radii: Float32Array;
}

/** A body with an outline, brightness, texture, dark holes and bright foci. */
export interface Body extends Outline {
  readonly kind: "body";
  readonly amplitude: number;
  /** 0 flat with sharp edges .. 1 a ball, brightest in its middle. */
  readonly dome: number;
  /** 0 as the dome says .. 1 nothing in the middle, all light at the rim. */
  readonly hollow: number;
  readonly texture?: Texture;
  readonly spots?: readonly Spot[];
}

/** A disc within a body that changes its light. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Light at its middle over that of the body: 0 a hole, above 1 a focus. */
  readonly factor: number;
}
