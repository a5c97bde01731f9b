import { useSyncExternalStore } from "react";
import type { BaseLocationHook, BaseSearchHook } from "wouter";

/**
 * The place in the page, kept in the hash with its query: `#/results?run=first`. Such an address can be opened in another tab,
 * and the server never sees it.
 */
export const useHashPath: BaseLocationHook = Object.assign(
  (): [string, typeof navigate] => [useSyncExternalStore(subscribe, () => readHash().path), navigate],
  { hrefs: (href: string) => `#${href}` },
);

/** The query of the place, without its question mark. */
export const useHashSearch: BaseSearchHook = () =>
  // The router decodes it once before who reads it does: a percent sign must outlive that.
  useSyncExternalStore(subscribe, () => readHash().search.replaceAll("%25", "%2525"));

function readHash(): { readonly path: string; readonly search: string } {
  const [path = "", search = ""] = window.location.hash.replace(/^#/, "").split("?", 2);
  return { path: path === "" ? "/" : path, search };
}

function navigate(to: string, options: { readonly replace?: boolean } = {}): void {
  const before = window.location.href;
  window.history[options.replace === true ? "replaceState" : "pushState"](null, "", `#${to}`);
  // The browser says nothing of changes that a script makes.
  window.dispatchEvent(new HashChangeEvent("hashchange", { oldURL: before, newURL: window.location.href }));
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}
