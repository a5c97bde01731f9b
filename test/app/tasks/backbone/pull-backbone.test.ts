import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publishedWeights } from "../../../../src/app/tasks/backbone/published-weights.ts";
import { pullBackbone } from "../../../../src/app/tasks/backbone/pull-backbone.ts";
import { findBackbone, listStore } from "../../../../src/app/tasks/backbone/store.ts";
import { silentEffects } from "../../../../src/app/tasks/effects.ts";
import { MorError } from "../../../../src/errors.ts";
import { type FileServer, type FileServerOptions, serveFiles } from "./file-server.ts";

/** Looks like HDF5 from its beginning; no checksum is published for MobileNet, so that any content can be served. */
const content = Buffer.concat([Buffer.from("\x89HDF\r\n\x1a\n", "latin1"), Buffer.alloc(200_000, 7)]);
const md5 = createHash("md5").update(content).digest();
const googleHash = `crc32c=AAAAAA==,md5=${md5.toString("base64")}`;
const mobilenet = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5";
const vgg = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5";
const sample = resolve(
  import.meta.dirname,
  "../../../../../shared/reference/keras-applications/mobilenet_v2_0.35_96_no_top.h5",
);

let room: string;
let folder: string;
let server: FileServer | undefined;

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "mor-pull-"));
  folder = join(room, "cache", "backbones");
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(room, { recursive: true, force: true });
});

async function serve(settings: Partial<FileServerOptions> = {}): Promise<string> {
  const headers = { etag: '"one"', "x-goog-hash": googleHash };
  const files = { [`/${mobilenet}`]: content, [`/${vgg}`]: content };
  server = await serveFiles({ files, headers, ...settings });
  return server.address;
}

const quick = { pauseMs: 1, attempts: 2, stallMs: 2000 };

async function failure(work: Promise<unknown>): Promise<MorError> {
  const error = await work.catch((caught: unknown) => caught);
  if (error instanceof MorError) return error;
  throw new Error("Expected a MorError", { cause: error });
}

describe("pullBackbone", () => {
  it("stores the weights with their licence, citation and address", async () => {
    const from = await serve();
    const pulled = await pullBackbone("mobilenet-v2-0.35", { ...quick, from, folder }, silentEffects());
    expect(pulled).toMatchObject({
      name: "mobilenet-v2-0.35",
      architecture: "mobilenet-v2",
      width: 0.35,
      format: "h5",
      bytes: content.length,
      size: 224,
      features: 1280,
      parameters: 410_208,
      checked: "server",
      origin: { weights: "imagenet", licence: "Apache-2.0 (tensorflow/models)" },
    });
    expect(pulled.origin.address).toMatch(/^https:\/\/storage\.googleapis\.com\/.*0\.35_224_no_top\.h5$/);
    expect(pulled.origin.citation).toContain("doi:");
    expect(readFileSync(pulled.path).equals(content)).toBe(true);
    const { checked, ...stored } = pulled;
    expect(checked).toBe("server");
    expect(await findBackbone("mobilenet-v2-0.35", folder)).toEqual(stored);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("fetches nothing twice, unless it is told to", async () => {
    const options = { ...quick, from: await serve(), folder };
    await pullBackbone("mobilenet-v2-0.35", options, silentEffects());
    expect(await pullBackbone("mobilenet-v2-0.35", options, silentEffects())).toMatchObject({
      checked: "stored",
    });
    expect(server?.requests).toHaveLength(1);
    await pullBackbone("mobilenet-v2-0.35", { ...options, force: true }, silentEffects());
    expect(server?.requests).toHaveLength(2);
  });

  it.each([
    ["shortened", (path: string) => truncateSync(path, 1000), /has? 1000 bytes|1000 bytes instead/],
    ["changed", (path: string) => writeFileSync(path, Buffer.alloc(content.length)), /have changed/],
    ["lost", (path: string) => rmSync(path), /are missing/],
  ])("replaces weights that were %s, with a warning", async (_, damage, message) => {
    const options = { ...quick, from: await serve(), folder };
    const { path } = await pullBackbone("mobilenet-v2-0.35", options, silentEffects());
    damage(path);
    const error = await failure(findBackbone("mobilenet-v2-0.35", folder));
    expect(error.code).toBe("model-invalid");
    expect(error.message).toMatch(message);
    expect(error.hint).toContain("mor backbone pull mobilenet-v2-0.35");
    const warnings: string[] = [];
    const effects = { ...silentEffects(), warn: (text: string) => warnings.push(text) };
    await pullBackbone("mobilenet-v2-0.35", options, effects);
    expect(warnings).toHaveLength(1);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it("looks in the subfolders of a mirror, too", async () => {
    const from = await serve({ files: { [`/mirror/mobilenet_v2/${mobilenet}`]: content } });
    const options = { ...quick, from: `${from}/mirror/`, folder };
    await pullBackbone("mobilenet-v2-0.35", options, silentEffects());
    expect(server?.requests.map(({ path }) => path)).toEqual([
      `/mirror/${mobilenet}`,
      `/mirror/mobilenet_v2/${mobilenet}`,
    ]);
  });

  it("takes files from a folder", async () => {
    const stick = join(room, "stick");
    mkdirSync(join(stick, "mobilenet_v2"), { recursive: true });
    const missing = await failure(
      pullBackbone("mobilenet-v2-0.35", { ...quick, from: stick, folder }, silentEffects()),
    );
    expect([missing.code, missing.message]).toEqual(["input-missing", expect.stringContaining(mobilenet)]);
    // Nothing tells its checksum there: its layers are looked at.
    writeFileSync(join(stick, "mobilenet_v2", mobilenet), content);
    const garbage = await failure(
      pullBackbone("mobilenet-v2-0.35", { ...quick, from: stick, folder }, silentEffects()),
    );
    expect([garbage.code, garbage.message]).toEqual([
      "model-invalid",
      expect.stringContaining("Expected weights of MobileNet v2 (width 0.35)"),
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(!existsSync(sample))(
    "looks at the layers of real weights (needs ../shared/reference)",
    async () => {
      const stick = join(room, "stick");
      mkdirSync(stick);
      copyFileSync(sample, join(stick, mobilenet));
      copyFileSync(sample, join(stick, mobilenet.replace("0.35", "0.5")));
      const options = { ...quick, from: pathToFileURL(stick).href, folder };
      expect(await pullBackbone("mobilenet-v2-0.35", options, silentEffects())).toMatchObject({
        checked: "network",
      });
      const wrong = await failure(pullBackbone("mobilenet-v2-0.5", options, silentEffects()));
      expect(wrong.message).toContain(
        "Expected weights of MobileNet v2 (width 0.5) of mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.5_224_no_top.h5, got those of MobileNet v2 (width 0.35)",
      );
    },
  );

  it("removes a file whose checksum is not the published one", async () => {
    const from = await serve();
    const error = await failure(pullBackbone("vgg16", { ...quick, from, folder }, silentEffects()));
    expect(error.code).toBe("model-invalid");
    expect(error.message).toContain(
      `Expected MD5 6d6bbae143d832006294945121d1f1fc of ${vgg}, got MD5 ${md5.toString("hex")}`,
    );
    expect(error.hint).toContain(`mor backbone add ${vgg} --as vgg16`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("removes a file whose checksum is not that of the server, and a page instead of a file", async () => {
    const headers = { "x-goog-hash": "md5=1B2M2Y8AsgTpgAmY7PhCfg==" };
    const from = await serve({ headers });
    const options = { ...quick, from, folder };
    const wrong = await failure(pullBackbone("mobilenet-v2-0.35", options, silentEffects()));
    expect(wrong.message).toContain("Expected MD5 d41d8cd98f00b204e9800998ecf8427e");
    await server?.close();
    const page = { [`/${mobilenet}`]: Buffer.from("<html>Please log in</html>") };
    const portal = { ...quick, from: await serve({ files: page, headers: {} }), folder };
    const { message } = await failure(pullBackbone("mobilenet-v2-0.35", portal, silentEffects()));
    expect(message).toContain("Expected an HDF5 file");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("says what to fetch by hand when nothing can be had", async () => {
    const from = await serve({ files: {} });
    const absent = await failure(pullBackbone("vgg16", { ...quick, from, folder }, silentEffects()));
    expect(absent.code).toBe("input-missing");
    expect(absent.message).toContain("the answer 404 Not Found");
    await server?.close();
    const offline = await failure(pullBackbone("vgg16", { ...quick, from, folder }, silentEffects()));
    expect(offline.message).toMatch(/^Expected the weights of VGG16, got a refused connection \(http:/);
    expect(offline.hint).toContain(
      "Fetch https://storage.googleapis.com/tensorflow/keras-applications/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5 by hand",
    );
    expect(offline.hint).toContain(
      "mor backbone add vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5 --as vgg16",
    );
  });

  it("does no harm when two pull the same at once", async () => {
    const options = { ...quick, from: await serve({ fault: () => ({ slow: 1 }) }), folder };
    const both = await Promise.all([
      pullBackbone("mobilenet-v2-0.35", options, silentEffects()),
      pullBackbone("mobilenet-v2-0.35", options, silentEffects()),
    ]);
    expect(both[0].path).toBe(both[1].path);
    expect(await findBackbone("mobilenet-v2-0.35", folder)).toBeDefined();
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it.each(["vgg61", "VGG16", "../x", "", "vgg16.h5", "con", "/etc/passwd"])(
    "knows no weights called %j",
    async (name) => {
      const error = await failure(pullBackbone(name, { folder }, silentEffects()));
      expect(error.code).toBe("usage");
      expect(existsSync(folder)).toBe(false);
    },
  );

  it("says so when the cache cannot be written", async () => {
    writeFileSync(join(room, "cache"), "a file");
    const options = { ...quick, from: await serve(), folder };
    const error = await failure(pullBackbone("mobilenet-v2-0.35", options, silentEffects()));
    expect(error.code).toBe("output-unwritable");
    expect(error.hint).toContain("MOR_CACHE");
    expect(server?.requests).toEqual([]);
  });

  it("leaves weights of the user alone that have the name", async () => {
    const options = { ...quick, from: await serve(), folder };
    const { path } = await pullBackbone("mobilenet-v2-0.35", options, silentEffects());
    const record = join(folder, "mobilenet-v2-0.35.json");
    writeFileSync(record, readFileSync(record, "utf8").replace('"imagenet"', '"file"'));
    const error = await failure(pullBackbone("mobilenet-v2-0.35", options, silentEffects()));
    expect([error.code, error.path]).toEqual(["output-exists", path]);
  });
});

describe("listStore", () => {
  it("tells of records that are no records", async () => {
    expect(await listStore(folder)).toEqual([]);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "a.json"), "{");
    writeFileSync(join(folder, "b.json"), "{}");
    writeFileSync(join(folder, ".c.json.0a1b2c3d.tmp"), "{}");
    expect(await listStore(folder)).toEqual([
      { name: "a", damage: "its record is damaged" },
      { name: "b", damage: "its record is damaged" },
    ]);
  });
});

describe("publishedWeights", () => {
  it("has every network of the paper, with a checksum where Keras publishes one", () => {
    expect(publishedWeights.map(({ name }) => name)).toEqual([
      "inception-v3",
      "vgg16",
      "resnet50-v2",
      "resnet101-v2",
      "resnet152-v2",
      "mobilenet-v2",
      "mobilenet-v2-0.35",
      "mobilenet-v2-0.5",
      "mobilenet-v2-0.75",
      "mobilenet-v2-1.3",
      "mobilenet-v2-1.4",
      "densenet121",
      "densenet169",
      "densenet201",
    ]);
    for (const { architecture, md5: published, address } of publishedWeights) {
      if (architecture === "mobilenet-v2") expect(published).toBeUndefined();
      else expect(published).toMatch(/^[0-9a-f]{32}$/);
      expect(new URL(address).protocol).toBe("https:");
    }
  });
});
