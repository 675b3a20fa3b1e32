/** Runs tests against the real app in a real browser: both are started once a file. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { CHROMIUM_ARGS, findChromium } from './find-chromium.js';
import { type OpenOptions, type OpenPage, openPage } from './open-page.js';
import { type RunningApp, startApp } from './start-app.js';

const executablePath = findChromium();
if (!executablePath) {
  const why = '没有找到 Chromium（看过 CHROMIUM、/usr/bin/chromium、/usr/bin/google-chrome），页面没有测。';
  if (process.env.CI === 'true') throw new Error(why);
  console.warn(why);
}

export interface InBrowser {
  open(options?: OpenOptions): Promise<OpenPage>;
  appUrl(): string;
  /** where a screenshot of this name goes */
  shot(name: string): string;
}

/** Without a browser the tests are skipped with a sentence; in CI that is a failure. */
export function describeInBrowser(name: string, tests: (at: InBrowser) => void): void {
  describe.skipIf(!executablePath)(name, { timeout: 120_000 }, () => {
    let app: RunningApp;
    let browser: Browser;
    let shots: string;
    beforeAll(async () => {
      shots = await mkdtemp(join(tmpdir(), 'fengqiao-shots-'));
      const launched = chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_ARGS });
      [app, browser] = await Promise.all([startApp(), launched]);
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await app?.close();
      console.info(`截图在 ${shots}`);
    });
    tests({
      open: (options) => openPage(browser, app.url, options),
      appUrl: () => app.url,
      shot: (file) => join(shots, file),
    });
  });
}
