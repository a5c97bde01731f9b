import fc from "fast-check";

// The same cases on every run, so that a change is judged by itself; FAST_CHECK_SEED tries others.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20210401) });
