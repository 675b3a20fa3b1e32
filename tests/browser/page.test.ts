/** The citizen's page in a real browser, against the real app. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { text } from '../../widget/text.zh.js';
import { describeInBrowser } from './in-browser.js';
import { ask, seriousViolations } from './open-page.js';
import { EMERGENCY, ORDINARY, UNCLEAR, WITH_CHOICES } from './utterances.js';

describeInBrowser('the page', ({ open, appUrl }) => {
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
      expect(page.url()).not.toContain(appUrl());
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
});
