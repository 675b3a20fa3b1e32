/** Builds the citizen's page: index.html with the texts filled in, page.js, page.css and the icon. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { text } from './text.zh.js';

const pageDir = fileURLToPath(new URL('./page/', import.meta.url));
/** Phones that are some years old: the page is for those who have no new one. */
const BROWSERS = ['es2019', 'chrome70', 'firefox68'];

const escapeHtml = (words: string): string => words.replace(/[&<>"']/gu, (c) => `&#${c.codePointAt(0)};`);

/** The text at a dotted path of text.zh.ts. */
function textAt(path: string): string {
  let value: unknown = text;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  if (typeof value !== 'string') throw new Error(`index.html names a text that text.zh.ts has not: ${path}`);
  return value;
}

/** The numbers are in the page itself, so that they work before, and without, any script. */
const strip = (): string =>
  text.strip.lines
    .map(
      ({ href, kind, full, number, name }) =>
        `<a class="strip-line ${kind}" href="${href}" aria-label="${escapeHtml(full)}"><b>${number}</b><span>${escapeHtml(name)}</span></a>`,
    )
    .join('');

const noscriptLines = (): string =>
  text.noscript.lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('');

function fillPage(template: string): string {
  return template
    .replace('{{STRIP}}', strip)
    .replace('{{NOSCRIPT}}', noscriptLines)
    .replace(/\{\{([\w.]+)\}\}/gu, (_, path: string) => escapeHtml(textAt(path)));
}

/** Writes the page into `outDir`. */
export async function buildPage(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  await build({
    entryPoints: [join(pageDir, 'page.ts'), join(pageDir, 'page.css')],
    outdir: outDir,
    bundle: true,
    minify: true,
    format: 'iife',
    target: BROWSERS,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  await writeFile(join(outDir, 'index.html'), fillPage(await readFile(join(pageDir, 'index.html'), 'utf8')));
  await copyFile(join(pageDir, 'favicon.svg'), join(outDir, 'favicon.svg'));
}
