import { existsSync } from 'node:fs';

const USUAL = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];

/** A Chromium on this machine: the one that CHROMIUM names, or one at a usual place. */
export const findChromium = (): string | null =>
  [process.env.CHROMIUM, ...USUAL].find((path) => path && existsSync(path)) ?? null;

export const CHROMIUM_ARGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
