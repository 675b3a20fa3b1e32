/** What is typed into the page, and how the page is opened for it. */
import type { OpenOptions } from './open-page.js';

export const ORDINARY = '楼上天天半夜拖椅子跳操，说了好几次都不听';
export const EMERGENCY = '我老公正在打我，把我锁在屋里';
export const UNCLEAR = '他们老这样';
/** Which words leave two cards close changes with the cards; here the first reply is made to ask. */
export const WITH_CHOICES: OpenOptions = {
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
