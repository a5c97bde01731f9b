import type { Locator, Page } from "playwright-core";

/** Goes with Tab until what is looked for has the focus, as somebody without a mouse does. @throws Error after two rounds. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  const passed: string[] = [];
  let rounds = 0;
  while (rounds < 2 && passed.length < 400) {
    if (await target.evaluateAll((found) => found.some((element) => element === document.activeElement)))
      return;
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (at === "body") rounds++;
    passed.push(at);
  }
  throw new Error(`Tab does not reach ${target}; it went through: ${passed.slice(-60).join(" | ")}`);
}

/** What has the focus, in a few words; `body` when nothing has. */
export async function focused(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return "body";
    const words = at.getAttribute("aria-label") ?? at.textContent ?? "";
    return `${at.getAttribute("role") ?? at.tagName.toLowerCase()} ${words.trim().slice(0, 40)}`.trim();
  });
}
