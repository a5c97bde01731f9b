// Gives the built command its run bit: the compiler writes plain files.
import { chmodSync } from "node:fs";

chmodSync(new URL("../dist/app/cli/main.js", import.meta.url), 0o755);
