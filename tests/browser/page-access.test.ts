/** The page for everyone: without script, by axe in every state, large enough, at 400 % zoom. */
import { expect, it } from 'vitest';
import { text } from '../../widget/text.zh.js';
import { describeInBrowser } from './in-browser.js';
import { ask, seriousViolations, sidewaysScroll } from './open-page.js';
import { EMERGENCY, ORDINARY, UNCLEAR, WITH_CHOICES } from './utterances.js';

describeInBrowser('the page for everyone', ({ open, shot }) => {
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
        await page.screenshot({ path: shot(`${name}-${colorScheme}-${width}.png`) });
      }
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.screenshot({
          path: shot(`${name}-${colorScheme}-${width}-open.png`),
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
