/** A fresh browser context with the page open, and everything that went wrong in it. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface OpenPage {
  page: Page;
  /** console errors, exceptions, CSP violations and failed requests of our own */
  problems: string[];
  close(): Promise<void>;
}
export interface OpenOptions extends BrowserContextOptions {
  /** runs in the page before its own script */
  before?: () => void;
  /** runs here before the page is opened */
  prepare?: (page: Page) => Promise<void>;
}

export async function openPage(browser: Browser, url: string, options: OpenOptions = {}): Promise<OpenPage> {
  const { before, prepare, ...rest } = options;
  const context = await browser.newContext({
    viewport: { width: 360, height: 800 },
    locale: 'zh-CN',
    ...rest,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && problems.push(m.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('response', (r) => r.status() >= 400 && problems.push(`${r.status()} ${r.url()}`));
  if (before) await context.addInitScript(before);
  await prepare?.(page);
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}

/** Asks by keyboard alone and waits for the whole reply. */
export async function ask(page: Page, words: string): Promise<void> {
  const answered = await page.locator('.turn-reply[aria-busy=false]').count();
  await page.locator('#say').focus();
  await page.keyboard.insertText(words);
  await page.keyboard.press('Enter');
  await page.locator('.turn-reply[aria-busy=false]').nth(answered).waitFor();
}

/** Violations that axe calls serious or worse, one line each. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}

/** How far the page is wider than its window; 0 when nothing has to be scrolled sideways. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
