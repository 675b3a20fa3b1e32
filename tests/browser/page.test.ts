/** The citizen's page in a real browser, against the real app. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../widget/text.zh.js';
import { CHROMIUM_ARGS, findChromium } from './find-chromium.js';
import { ask, type OpenOptions, openPage, seriousViolations, sidewaysScroll } from './open-page.js';
import { type RunningApp, startApp } from './start-app.js';

const ORDINARY = '楼上天天半夜拖椅子跳操，说了好几次都不听';
const EMERGENCY = '我老公正在打我，把我锁在屋里';
const UNCLEAR = '他们老这样';
/** Which words leave two cards close changes with the cards; here the first reply is made to ask. */
const WITH_CHOICES: OpenOptions = {
  before: () => Reflect.deleteProperty(globalThis, 'WebSocket'),
  prepare: async (page) => {
    await page.route('**/api/ask', async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      if (route.request().postDataJSON().text === UNCLEAR) {
        const choices = ['楼上太吵', '楼下太吵', '都不是'].map((label) => ({ label, send: label }));
        const question = '您说的更像哪一种？';
        Object.assign(body.reply, { route: 'hotline', headline: question, clarify: { question, choices } });
      }
      await route.fulfill({ response, json: body });
    });
  },
};
const executablePath = findChromium();
if (!executablePath) {
  const why = '没有找到 Chromium（看过 CHROMIUM、/usr/bin/chromium、/usr/bin/google-chrome），页面没有测。';
  if (process.env.CI === 'true') throw new Error(why);
  console.warn(why);
}

describe.skipIf(!executablePath)('the page', { timeout: 120_000 }, () => {
  let app: RunningApp;
  let browser: Browser;
  let shots: string;
  const open = (options?: OpenOptions) => openPage(browser, app.url, options);

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

  it('answers an ordinary question asked by keyboard, with steps and law', async () => {
    const { page, problems, close } = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await ask(page, ORDINARY);
    expect(await page.locator('.headline').textContent()).not.toBe('');
    expect(await page.locator('.steps li').count()).toBeGreaterThan(1);
    await page.locator('.fold-law summary').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.laws li').first().textContent()).toMatch(/第.+条/u);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
    expect(problems).toEqual([]);
    await close();
  });

  it('shows that it works within 100 ms of sending', async () => {
    const { page, close } = await open();
    await page.locator('#say').fill(ORDINARY);
    const ms = await page.evaluate<number>(`(() => {
      const start = performance.now();
      document.querySelector('.send').click();
      if (!document.querySelector('.turn .waiting')) throw new Error('nothing is shown');
      document.body.getBoundingClientRect();
      return performance.now() - start;
    })()`);
    expect(ms).toBeLessThan(100);
    await close();
  });

  it('puts the red card with 110 first in an emergency and keeps it in place', async () => {
    const { page, problems, close } = await open();
    await ask(page, EMERGENCY);
    const first = page.locator('.turn a').first();
    expect(await first.getAttribute('href')).toBe('tel:110');
    const box = await first.boundingBox();
    expect(box && box.height >= 44 && box.y + box.height < 800).toBe(true);
    expect(await page.locator('.turn-emergency').getAttribute('aria-live')).toBe('assertive');
    expect(await page.evaluate('document.activeElement.className')).toBe('emergency');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('tel:110');
    expect(await page.locator('a[href="tel:12110"]').count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
  });

  it('shows the red card while the rest is still on its way, and does not move it afterwards', async () => {
    let release = (): void => {};
    let held = false;
    const hold = (page: Page) =>
      page.routeWebSocket('**/api/chat', (toPage) => {
        toPage.connectToServer().onMessage((message) => {
          const isReply = typeof message === 'string' && message.startsWith('{"type":"reply"');
          if (!isReply) return toPage.send(message);
          held = true;
          release = () => toPage.send(message);
        });
      });
    const { page, problems, close } = await open({ prepare: hold });
    await page.locator('#say').fill(EMERGENCY);
    await page.keyboard.press('Enter');
    const dial = page.locator('.emergency a').first();
    await dial.waitFor();
    expect(await page.locator('.turn-reply').getAttribute('aria-busy')).toBe('true');
    await expect.poll(() => held, { timeout: 5000 }).toBe(true);
    await page.waitForTimeout(100);
    const before = await dial.boundingBox();
    const card = await page.locator('.emergency').elementHandle();
    release();
    await page.locator('.turn-reply[aria-busy=false]').waitFor();
    expect(await dial.boundingBox()).toEqual(before);
    expect(await card?.evaluate((node) => node.isConnected)).toBe(true);
    expect(problems).toEqual([]);
    await close();
  });

  it('gets a reply that was lost with its socket, once', async () => {
    let cut = 0;
    const lose = (page: Page) =>
      page.routeWebSocket('**/api/chat', (toPage) => {
        const toServer = toPage.connectToServer();
        toServer.onMessage(async (message) => {
          const isReply = typeof message === 'string' && message.startsWith('{"type":"reply"');
          if (!isReply || cut > 0) return toPage.send(message);
          cut += 1;
          await Promise.all([toPage.close(), toServer.close()]);
        });
      });
    const { page, close } = await open({ prepare: lose });
    await page.waitForTimeout(300);
    await ask(page, ORDINARY);
    await page.waitForTimeout(1500);
    expect(cut).toBe(1);
    expect(await page.locator('.headline').count()).toBe(1);
    await ask(page, '那要多久');
    expect(await page.locator('.headline').count()).toBe(2);
    await close();
  });

  it('sends a choice when it is tapped, and takes the eye along', async () => {
    const { page, problems, close } = await open(WITH_CHOICES);
    await ask(page, UNCLEAR);
    await page.locator('.turn .choice').first().click();
    const second = page.locator('.turn').nth(1);
    await second.locator('.turn-reply[aria-busy=false]').waitFor();
    expect(await second.locator('.asked').textContent()).toContain('楼上太吵');
    expect(await page.evaluate('document.activeElement.closest(".turn")')).not.toBeNull();
    expect(problems).toEqual([]);
    await close();
  });

  it('keeps an unsent message, shows the numbers, and sends it once when the network is back', async () => {
    const { page, close } = await open();
    await page.waitForTimeout(300);
    await page.context().setOffline(true);
    await ask(page, ORDINARY);
    const note = page.locator('.trouble');
    expect(await note.textContent()).toContain(text.unsent.title);
    const links = await note.locator('a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    expect(links).toEqual(['tel:110', 'tel:119', 'tel:120', 'sms:12110']);
    await page.screenshot({ path: join(shots, 'unsent.png') });
    expect(await seriousViolations(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.locator('.headline').waitFor();
    expect(await page.locator('.turn').count()).toBe(1);
    await close();
  });

  it('waits for a tap when the network was away for more than a minute', async () => {
    const { page, close } = await open();
    await page.clock.install();
    await page.context().setOffline(true);
    await ask(page, ORDINARY);
    await page.clock.fastForward(62_000);
    await page.getByText(text.unsent.later).waitFor();
    await page.context().setOffline(false);
    await page.clock.fastForward(20_000);
    await page.waitForTimeout(500);
    expect(await page.locator('.headline').count()).toBe(0);
    await page.getByRole('button', { name: text.unsent.retry }).click();
    await page.locator('.headline').waitFor();
    await close();
  });

  it('answers over HTTP where there are no WebSockets, in one conversation', async () => {
    const { page, problems, close } = await open({
      before: () => Reflect.deleteProperty(globalThis, 'WebSocket'),
    });
    const tokens: unknown[] = [];
    page.on('request', (r) => r.method() === 'POST' && tokens.push(r.postDataJSON().conversation));
    await ask(page, ORDINARY);
    await ask(page, '那要多久');
    expect(await page.locator('.headline').count()).toBe(2);
    expect(tokens).toEqual([undefined, expect.any(String)]);
    expect(problems).toEqual([]);
    await close();
  });

  it('leaves at once by the button, and by Escape pressed twice', async () => {
    for (const way of ['button', 'escape']) {
      const { page, close } = await open();
      await page.route(`${text.exit.url}**`, (route) => route.fulfill({ body: 'elsewhere' }));
      await ask(page, EMERGENCY);
      if (way === 'button') await page.getByText(text.exit.label).click();
      else {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
      }
      await page.waitForURL(text.exit.url);
      await page.goBack();
      expect(page.url()).not.toContain(app.url);
      await close();
    }
  });

  it('erases the conversation after asking', async () => {
    const { page, problems, close } = await open();
    await ask(page, ORDINARY);
    await page.getByRole('button', { name: text.erase.open }).click();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: text.erase.no, exact: true }).click();
    expect(await page.locator('.turn').count()).toBe(1);
    await page.getByRole('button', { name: text.erase.open }).click();
    await page.getByRole('button', { name: text.erase.yes, exact: true }).click();
    await page.locator('p.done').waitFor();
    expect(await page.locator('.turn').count()).toBe(0);
    await ask(page, ORDINARY);
    expect(problems).toEqual([]);
    await close();
  });

  it('copies a reply as text', async () => {
    const { page, close } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await ask(page, ORDINARY);
    await page.getByRole('button', { name: text.copy.label }).click();
    await page.getByRole('button', { name: text.copy.done }).waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toContain(await page.locator('.headline').textContent());
    await close();
  });

  it('explains itself and gives the numbers without script', async () => {
    const { page, close } = await open({ javaScriptEnabled: false });
    const words = await page.locator('body').textContent();
    for (const line of text.noscript.lines) expect(words).toContain(line);
    expect(await page.locator('a[href="tel:110"]').count()).toBe(1);
    await close();
  });

  it.each(['light', 'dark'] as const)('is accessible in every state (%s)', async (colorScheme) => {
    const states = { empty: null, ordinary: ORDINARY, emergency: EMERGENCY, choices: UNCLEAR };
    for (const [name, words] of Object.entries(states)) {
      const { page, problems, close } = await open({
        ...(words === UNCLEAR ? WITH_CHOICES : {}),
        colorScheme,
      });
      if (words) await ask(page, words);
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await page.screenshot({ path: join(shots, `${name}-${colorScheme}-${width}.png`) });
      }
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.screenshot({
          path: join(shots, `${name}-${colorScheme}-${width}-open.png`),
          fullPage: true,
        });
        expect(await seriousViolations(page), `${name} ${width}`).toEqual([]);
        expect(await sidewaysScroll(page), `${name} ${width}`).toBe(0);
      }
      expect(problems).toEqual([]);
      await close();
    }
  });

  it('has large type and large targets, also at 400 % zoom', async () => {
    const { page, close } = await open({ viewport: { width: 320, height: 200 } });
    await ask(page, ORDINARY);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await page.getByText(text.exit.label).isVisible()).toBe(true);
    const small = await page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
      .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
      .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 18).map((e) => e.outerHTML)`);
    expect(small).toEqual([]);
    const low = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('button, a, summary, textarea, label')]
      .filter((e) => !e.matches('.skip') && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)`);
    expect(low).toEqual([]);
    await close();
  });
});
