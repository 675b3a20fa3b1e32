/** The page when sockets or the network fail: nothing is lost, nothing is sent twice. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { text } from '../../widget/text.zh.js';
import { describeInBrowser } from './in-browser.js';
import { ask, seriousViolations } from './open-page.js';
import { ORDINARY } from './utterances.js';

describeInBrowser('the page on a bad connection', ({ open, shot }) => {
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

  it('keeps an unsent message, shows the numbers, and sends it once when the network is back', async () => {
    const { page, close } = await open();
    await page.waitForTimeout(300);
    await page.context().setOffline(true);
    await ask(page, ORDINARY);
    const note = page.locator('.trouble');
    expect(await note.textContent()).toContain(text.unsent.title);
    const links = await note.locator('a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    expect(links).toEqual(['tel:110', 'tel:119', 'tel:120', 'sms:12110']);
    await page.screenshot({ path: shot('unsent.png') });
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
});
